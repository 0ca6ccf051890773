"""A case with a provider whose answer is waited for, as a value for those who watch."""

from __future__ import annotations

from typing import NamedTuple


class Due(NamedTuple):
    """A case by its number and its provider: when it was sent, and when the answer was due (µs since 1970)."""

    number: int
    provider: str
    sent: int
    due: int
