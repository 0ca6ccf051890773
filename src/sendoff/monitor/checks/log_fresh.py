"""The log is not read, or says nothing though mail moves.

What happens: The watch has not caught up with the log for longer than the threshold (5 minutes), cannot read it, or
messages went through the queue while no line came.

Why it matters: The log that is read is not the one that Postfix writes, or a log service is stuck. Everything that the
ledger says since then is too little.

How to mend it: `sendoff status` names the log that is read; `postconf maillog_file` and the log services say where
Postfix writes.

When it is fine: For a short time after a start with a long log to read.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts, Health
from sendoff.monitor.check_words import span

NEEDS = ("ledger", "moved")

_GRACE = 120_000_000
"""Lines may come this much (µs) after what they tell."""
_MEND = "See `sendoff status` for the log that is read."


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    found = facts.ledger
    if isinstance(found, Unknown):
        return Judgement("log-fresh", UNKNOWN, f"whether the log is read is not known: {found.reason}")
    limit = limits["log-age"]
    age = None if found.last_read is None else max(0.0, (facts.now - found.last_read) / 1e6)
    metrics = (Metric("log_age", age, "s", limit),)
    if found.source_trouble:
        return Judgement("log-fresh", WARNING, f"the log cannot be read: {found.source_trouble}", _MEND, metrics)
    if age is None:
        return Judgement("log-fresh", WARNING, "the log was never read to its end", _MEND, metrics)
    state = limit.state(age)
    if state != OK:
        return Judgement("log-fresh", state, f"the log was last read {span(age)} ago", _MEND, metrics)
    silent = _silent(facts, found)
    if silent is not None:
        told = f"mail moved {span(silent)} after the last line of the log: it is not the log that Postfix writes"
        return Judgement("log-fresh", WARNING, told, _MEND, metrics)
    return Judgement("log-fresh", OK, f"the log was read {span(age)} ago", metrics=metrics)


def _silent(facts: Facts, found: Health) -> float | None:
    """Return by how much mail moved after the last line (seconds), if lines of it should have come."""
    if facts.moved is None or found.last_read is None or facts.moved + _GRACE > found.last_read:
        return None
    after = facts.moved - (found.last_line or 0)
    return after / 1e6 if found.last_line is not None and after > _GRACE else None
