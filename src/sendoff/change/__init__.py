"""From here to there: the machine's state, the plan, its consequences, the steps, verification."""
