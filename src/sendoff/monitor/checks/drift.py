"""The live configuration is not the applied one.

What happens: A parameter in main.cf, an option in master.cf or a table is not as sendoff applied it.

Why it matters: Somebody changed it by hand; the next apply would take it back, and until then mail goes another way
than the document says.

How to mend it: `sendoff status` shows each with who wins. Put the change into the document, or run `sendoff apply`.

When it is fine: During work by hand.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Changing, Facts

NEEDS = ("drifted", "changing")

_SHOWN = 3


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.drifted
    if isinstance(found, Unknown):
        return Judgement("drift", UNKNOWN, f"whether the configuration drifted is not known: {found.reason}")
    if isinstance(facts.changing, Changing) and facts.changing.process:
        return Judgement("drift", OK, f"an apply is under way (process {facts.changing.process})")
    metrics = (Metric("drifted", len(found)),)
    if not found:
        return Judgement("drift", OK, "the configuration is as applied", metrics=metrics)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    told = f"the configuration drifted from the applied one: {', '.join(found[:_SHOWN])}{more}"
    return Judgement("drift", WARNING, told, "See `sendoff status`.", metrics)
