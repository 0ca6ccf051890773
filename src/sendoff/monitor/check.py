"""What a monitoring system is told: judgements, their states, and which state stands for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sendoff.monitor.check_ranges import Range, number, parsed

OK, WARNING, CRITICAL, UNKNOWN = "OK", "WARNING", "CRITICAL", "UNKNOWN"

CODES = {OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3}
"""Exit codes by the Monitoring Plugins guidelines."""

WORST_FIRST = (CRITICAL, WARNING, UNKNOWN, OK)
"""A trouble that is known weighs more than a question that has no answer; neither is OK. (As in the plugins' own
library, where UNKNOWN is below WARNING when several results come together.)"""


class Metric(NamedTuple):
    """One piece of performance data; a `value` of None could not be found out. `unit`: s, B, %, c, or nothing."""

    label: str
    value: float | None
    unit: str = ""
    limit: Limit | None = None
    least: float | None = 0
    most: float | None = None

    def __str__(self) -> str:
        """Return it as the guidelines write it."""
        value = "U" if self.value is None else f"{number(self.value)}{self.unit}"
        ends = ["" if end is None else number(end) for end in (self.least, self.most)]
        limits = [str(limit or "") for limit in self.limit or (None, None)]
        return f"'{self.label}'=" + ";".join([value, *limits, *ends]).rstrip(";")


class Limit(NamedTuple):
    """The two ranges of a value."""

    warning: Range | None = None
    critical: Range | None = None

    def state(self, value: float) -> str:
        """Return the state that a value stands for."""
        if self.critical and self.critical.alarms(value):
            return CRITICAL
        return WARNING if self.warning and self.warning.alarms(value) else OK


class Judgement(NamedTuple):
    """A check's id, its state, what is the matter in one sentence, how to mend it, and its performance data."""

    id: str
    state: str
    text: str
    mend: str = ""
    metrics: tuple[Metric, ...] = ()


class Threshold(NamedTuple):
    """A threshold that may be given: its usual ranges and what it is about; an empty range is none of its own."""

    warning: str
    critical: str
    about: str


THRESHOLDS: Mapping[str, Threshold] = {
    "oldest-age": Threshold("86400", "345600", "age of the oldest waiting message (seconds)"),
    "maildrop": Threshold("500", "5000", "messages handed in by sendmail(1) and not yet picked up"),
    "incoming": Threshold("1000", "10000", "messages on their way into the queue"),
    "active": Threshold("5000", "18000", "messages being delivered"),
    "deferred": Threshold("1000", "10000", "messages waiting for another attempt"),
    "hold": Threshold("", "", "messages on hold"),
    "deferred-share": Threshold("", "", "share of attempts put off (percent); by itself from this server's usual"),
    "bounced-share": Threshold(
        "", "", "share of attempts refused for good (percent); by itself from this server's usual"
    ),
    "silence": Threshold("", "", "time without new mail (seconds); by itself from this server's usual"),
    "log-age": Threshold("300", "", "time since the log was last read (seconds)"),
    "gaps": Threshold("100", "", "lines and messages of the last 24 h that the ledger could not place"),
    "certificate-days": Threshold("21:", "7:", "days until the certificate ends"),
}
"""Every threshold with its defaults; `~:` as a range never alarms."""

Limits = Mapping[str, Limit]


def limits(given: Mapping[str, Range | None] | None = None) -> dict[str, Limit]:
    """Return all limits: the usual ones, and in their place those given as `warning-NAME` or `critical-NAME`."""
    given = given or {}
    return {
        name: Limit(
            given.get(f"warning-{name}", parsed(usual.warning)), given.get(f"critical-{name}", parsed(usual.critical))
        )
        for name, usual in THRESHOLDS.items()
    }


def worst(states: Iterable[str]) -> str:
    """Return the state that stands for several; UNKNOWN where there is none."""
    found = set(states)
    return next((state for state in WORST_FIRST if state in found), UNKNOWN)


def sorted_by_weight(found: Iterable[Judgement]) -> list[Judgement]:
    """Return judgements, the worst first, those of one state in the order in which they are told."""
    return sorted(found, key=lambda one: WORST_FIRST.index(one.state))
