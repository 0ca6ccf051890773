"""The ledger is not complete.

What happens: In the last 24 hours something was lost on the way into the ledger: lines that the log service dropped, a
part of the log that was gone before it was read, messages that left the queue without a line. Lines that sendoff could
not place alarm only from the threshold on (100).

Why it matters: "Not in the ledger" does not mean "not sent" for that time.

How to mend it: `sendoff status` lists the gaps. journald drops lines above its rate limit: raise RateLimitBurst in
journald.conf; a log that is rotated away too soon can be read with `sendoff watch --import FILE`.

When it is fine: After the watch was off for a time; it ends after a day.
"""

from __future__ import annotations

from collections import Counter

from sendoff.change.facts import Unknown
from sendoff.delivery.gaps import KINDS
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits, Metric, worst
from sendoff.monitor.check_facts import HOUR, Facts, Health
from sendoff.monitor.check_queue import BELIEVED
from sendoff.monitor.check_words import span

NEEDS = ("ledger",)

_DAY = 24 * HOUR
LOST = ("log-missing", "dropped-by-log", "left-unseen", "deliveries-missing")
"""Kinds of which one is enough: something is lost. The others may be somebody else's lines."""


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    found = facts.ledger
    if isinstance(found, Unknown):
        told = f"whether the ledger is complete is not known: {found.reason}"
        return Judgement("ledger-complete", UNKNOWN, told, metrics=(Metric("ledger_gaps", None),))
    counts = Counter[str]()
    for gap in found.gaps:
        counts[gap.kind] += gap.count
    lost = {kind: counts[kind] for kind in LOST if counts[kind]}
    other = sum(counts.values()) - sum(lost.values())
    metrics = (Metric("ledger_gaps", sum(counts.values())), Metric("ledger_unplaced", other, "", limits["gaps"]))
    state = worst([WARNING if lost else OK, limits["gaps"].state(other)])
    if state == OK:
        return Judgement("ledger-complete", OK, f"the ledger is complete {_since(facts.now, found)}", metrics=metrics)
    shown = lost or dict(counts.most_common(2))
    told = f"the ledger has gaps in the last 24 h: {'; '.join(_words(kind, count) for kind, count in shown.items())}"
    return Judgement("ledger-complete", state, told, "See `sendoff status`.", metrics)


def _since(now: int, found: Health) -> str:
    if found.begins is None:
        return "so far: no line was read yet"
    if found.last_read is None or now - found.last_read > BELIEVED:
        return "up to where the log was read"
    young = now - found.begins < _DAY
    return f"since it begins, {span((now - found.begins) / 1e6)} ago" if young else "for the last 24 h"


def _words(kind: str, count: int) -> str:
    what = KINDS.get(kind, kind)
    return what if what.startswith("a ") else f"{count} {what}"
