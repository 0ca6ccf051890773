"""What became of each mail: line, event, delivery. Pure."""
