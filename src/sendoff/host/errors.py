"""What can go wrong with the machine itself, in words for a person."""

from __future__ import annotations


class HostError(Exception):
    """An effect failed. `what` says what happened, `mend` what to do about it."""

    def __init__(self, what: str, mend: str = "") -> None:
        """Keep both sentences."""
        super().__init__(what)
        self.what = what
        self.mend = mend
