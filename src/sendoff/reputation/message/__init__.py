"""A message as it lies on the disk: read with hard limits, whatever a stranger put into it, and judged by checks."""
