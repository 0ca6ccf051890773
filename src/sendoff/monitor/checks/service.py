"""Postfix does not run.

What happens: Postfix's master process is not there.

Why it matters: No mail leaves this server; what sendmail(1) hands in waits, and SMTP clients are refused.

How to mend it: Start it (`systemctl start postfix`, or `postfix start`); its log says why it ended.

When it is fine: While it is serviced; tell the monitoring system so, or set postfix::monitoring to false.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, Judgement, Limits
from sendoff.monitor.check_facts import Facts

NEEDS = ("service",)


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.service
    if isinstance(found, Unknown):
        return Judgement("service", UNKNOWN, f"whether Postfix runs is not known: {found.reason}")
    if found.pid:
        return Judgement("service", OK, f"Postfix runs (process {found.pid})")
    if not found.installed:
        return Judgement("service", CRITICAL, "Postfix is not installed", "Run `sendoff apply`.")
    return Judgement("service", CRITICAL, "Postfix does not run", "Start it; its log says why it ended.")
