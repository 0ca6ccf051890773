"""What a watch has read."""

from __future__ import annotations

from sendoff.host.ledger.writing import Taken


class Counts:
    """What was read so far."""

    def __init__(self) -> None:
        self.lines = self.deliveries = 0
        self.last_line: int | None = None

    def add(self, taken: Taken) -> None:
        """Count a chunk."""
        self.lines += taken.lines
        self.deliveries += taken.deliveries
        if taken.last_line is not None:
            self.last_line = max(self.last_line or 0, taken.last_line)
