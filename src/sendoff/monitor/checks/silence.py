"""No mail is handed in for longer than usual.

What happens: For longer than in the weeks before at this hour of this day nobody handed in a message, and each silent
hour brought mail on most other days of its kind, so that chance does not explain it.

Why it matters: What usually sends does not: an application hangs, a job was lost, credentials no longer fit. Nothing
else alarms then, since there is nothing that could fail.

How to mend it: `sendoff report` of the last day shows who sent until when; ask there.

When it is fine: On a holiday. A server that seldom or irregularly sends never alarms, and none does in its first two
weeks.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor import check_usual
from sendoff.monitor.check import OK, UNKNOWN, Judgement, Limit, Limits, Metric
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_ranges import above
from sendoff.monitor.check_words import span
from sendoff.monitor.checks._history import known

NEEDS = ("history", "ledger")

_MEND = "See who sent until when: `sendoff report --since 1d`."


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    history = known(facts)
    if isinstance(history, Unknown):
        told = f"since when no mail was handed in is not known: {history.reason}"
        return Judgement("silence", UNKNOWN, told, metrics=(Metric("silence", None, "s"),))
    found = check_usual.silence(history, facts.now)
    if found is None:
        told = "no mail was handed in since the ledger begins; what is usual is not known yet"
        return Judgement("silence", OK, told, metrics=(Metric("silence", None, "s"),))
    limit = limits["silence"]
    own = Limit(above(found.usual), None) if found.unusual and found.usual is not None else Limit()
    limit = Limit(limit.warning or own.warning, limit.critical)
    state = limit.state(found.seconds)
    told = f"no mail handed in for {span(found.seconds)} ({_usually(found)})"
    return Judgement(
        "silence", state, told, _MEND if state != OK else "", (Metric("silence", found.seconds, "s", limit),)
    )


def _usually(found: check_usual.Silence) -> str:
    if found.usual is None:
        return "what is usual is not known yet"
    return f"usual at this hour: up to {span(found.usual)}"
