"""What the two checks of shares know together."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, Judgement, Limit, Limits, Metric
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_ranges import above
from sendoff.monitor.check_usual import FEWEST_ATTEMPTS, Share, share
from sendoff.monitor.checks._history import known

_ALL = 100.0
_MOST = 98.0
"""No threshold is above this (%): where nearly all is put off as usual, all put off is still told."""


class Bounds(NamedTuple):
    """Of which status, in which words; in percent how far above the usual it alarms, and from where on without one."""

    status: str
    words: str
    warning_above: float
    critical_above: float
    warning: float
    critical: float


def judged(check: str, bounds: Bounds, facts: Facts, limits: Limits) -> Judgement:
    """Return the judgement of a status' share in this hour and the one before."""
    label = check.replace("-", "_")
    history = known(facts)
    if isinstance(history, Unknown):
        told = f"the share of attempts {bounds.words} is not known: {history.reason}"
        return Judgement(check, UNKNOWN, told, metrics=(Metric(label, None, "%", most=_ALL),))
    found = share(history, facts.now, bounds.status)
    limit = _limit(found, limits[check], bounds)
    metrics = (Metric(label, found.percent, "%", limit, most=_ALL),)
    if found.percent is None:
        told = f"too few attempts in the last hour to judge by ({found.attempts}; from {FEWEST_ATTEMPTS} on)"
        return Judgement(check, OK, told, metrics=metrics)
    state = limit.state(found.percent)
    told = (
        f"{found.percent:.0f} % of {found.attempts} attempts of the last hour were {bounds.words} ({_usually(found)})"
    )
    mend = f"See `sendoff report --since 2h` for whom and why; `sendoff explain {check}`." if state != OK else ""
    return Judgement(check, state, told, mend, metrics)


def _limit(found: Share, given: Limit, bounds: Bounds) -> Limit:
    if found.usual is None:
        own = Limit(above(bounds.warning), above(bounds.critical))
    else:
        own = Limit(
            above(min(found.usual + bounds.warning_above, _MOST)),
            above(min(found.usual + bounds.critical_above, _MOST)),
        )
    return Limit(given.warning or own.warning, given.critical or own.critical)


def _usually(found: Share) -> str:
    if found.usual is None:
        return f"what is usual here is not known yet, after {found.weeks} weeks; measured by fixed thresholds"
    return f"usual at this hour: {found.usual:.0f} %"
