"""Thresholds as the Monitoring Plugins guidelines write them: a range of values that are fine.

`10` alarms below 0 and above 10, `10:` below 10, `~:10` above 10, `10:20` outside of both, `@10:20` inside, ends
included. An empty text is no threshold.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_RANGE = re.compile(rf"(?P<inside>@)?(?:(?P<low>~|{_NUMBER})?(?P<colon>:))?(?P<high>{_NUMBER})?")


class Range(NamedTuple):
    """A range of values; it alarms outside of its ends, or `inside` of them, the ends included."""

    low: float
    high: float
    inside: bool = False

    def alarms(self, value: float) -> bool:
        """Tell whether a value is one to alarm at."""
        return (self.low <= value <= self.high) is self.inside

    def __str__(self) -> str:
        """Return the range as the guidelines write it, for performance data."""
        sign = "@" if self.inside else ""
        if self.low == 0 and self.high < math.inf:
            return f"{sign}{number(self.high)}"
        low = "~" if self.low == -math.inf else number(self.low)
        return f"{sign}{low}:{'' if self.high == math.inf else number(self.high)}"


def parsed(text: str) -> Range | None:
    """Return the range that a text means; None for an empty text, which is no threshold.

    Raises:
        ValueError: it means none.
    """
    if not text:
        return None
    found = _RANGE.fullmatch(text)
    if not found or not (found["colon"] or found["high"]):
        raise ValueError(f"{text!r} is no range; write 10, 10:, ~:10, 10:20 or @10:20")
    low = -math.inf if found["low"] == "~" else float(found["low"] or 0)
    high = float(found["high"]) if found["high"] else math.inf
    if low > high:
        raise ValueError(f"{text!r} is no range: its start is above its end")
    return Range(low, high, found["inside"] is not None)


def above(most: float) -> Range:
    """Return the range that alarms above a value."""
    return Range(0, most)


def number(value: float) -> str:
    """Return a number without an exponent and with no more digits than it needs, at most three behind the point."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
