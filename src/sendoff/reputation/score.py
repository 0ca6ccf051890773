"""A score out of ten: what a failure of each check costs is its WEIGHT.

It begins at ten. A check that fails takes its whole weight, one that warns a quarter of it; of several subjects the
worst counts, once. What could not be asked is never counted as good: it takes the whole weight too, and `best` says
what the score would be if all of it were fine. Neither goes below 0; what does not apply takes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, WARN, Finding, worst

MOST = 10.0
_SHARE = {FAIL: 1.0, UNKNOWN: 1.0, WARN: 0.25, PASS: 0.0, SKIPPED: 0.0}


class Score(NamedTuple):
    """`points` of ten; `best` if all that could not be asked were fine; `unasked` checks met something unknown."""

    points: float
    best: float
    unasked: int


def score(found: Iterable[Finding], weights: Mapping[str, float]) -> Score:
    """Return the score of findings, from the checks' weights."""
    findings = list(found)
    everything = {one.id: worst(each.result for each in findings if each.id == one.id) for one in findings}
    known = [one for one in findings if one.result != UNKNOWN]
    asked = {one.id: worst(each.result for each in known if each.id == one.id) for one in known}
    unasked = len({one.id for one in findings if one.result == UNKNOWN})
    return Score(_points(everything, weights), _points(asked, weights), unasked)


def _points(results: Mapping[str, str], weights: Mapping[str, float]) -> float:
    lost = sum(weights[check] * _SHARE[result] for check, result in results.items())
    return round(max(0.0, MOST - lost), 1)
