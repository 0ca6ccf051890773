"""The ledger cannot be written.

What happens: The watch says that it cannot write its ledger: the disk is full, or the folder read-only.

Why it matters: What becomes of the mail is not kept. Nothing is lost as long as the log is still there when it can be
written again.

How to mend it: The text names the reason; make room, then the watch goes on by itself.

When it is fine: Never.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts

NEEDS = ("ledger",)


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.ledger
    if isinstance(found, Unknown):
        return Judgement("ledger-writable", UNKNOWN, f"the ledger cannot be read: {found.reason}")
    metrics = (Metric("ledger_size", found.size, "B"),)
    if found.trouble:
        told = f"the ledger cannot be written: {found.trouble}"
        return Judgement("ledger-writable", WARNING, told, "Make room; the watch then goes on by itself.", metrics)
    return Judgement("ledger-writable", OK, "the ledger is written", metrics=metrics)
