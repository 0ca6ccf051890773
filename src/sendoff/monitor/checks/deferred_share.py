"""Much more mail is put off than usual.

What happens: Of the attempts of the last hour a larger share than usual was put off (deferred): 15 points above this
server's median of the same hours in the weeks before, and for CRITICAL 50. While fewer than two weeks are known, from
40 % and 80 % on. Fewer than 10 attempts never alarm.

Why it matters: A next hop is down, refuses this server for now, or limits it; mail is late, and goes back after days.

How to mend it: `sendoff report` shows by destination and reason; `sendoff queue` shows what waits.

When it is fine: While a mailing meets many servers that greylist.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_usual import share
from sendoff.monitor.checks._share import Bounds, judged

NEEDS = ("history", "ledger")

_BOUNDS = Bounds("deferred", "put off", 15, 50, 40, 80)


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    found = judged("deferred-share", _BOUNDS, facts, limits)
    if isinstance(facts.history, Unknown):
        return found
    attempts = share(facts.history, facts.now, _BOUNDS.status).attempts
    return found._replace(metrics=(*found.metrics, Metric("attempts", attempts)))
