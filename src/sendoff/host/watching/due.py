"""What is to be done now and then."""

from __future__ import annotations

import time


class Due:
    """What is to be done now and then, by name."""

    def __init__(self) -> None:
        self._next = dict[str, float]()

    def now(self, name: str, every: float) -> bool:
        """Tell whether it is time; if so, the next time is after `every` seconds."""
        if time.monotonic() < self._next.get(name, 0.0):
            return False
        self.in_(every, name)
        return True

    def in_(self, seconds: float, name: str) -> None:
        """Put it off."""
        self._next[name] = time.monotonic() + seconds
