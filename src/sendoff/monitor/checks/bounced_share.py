"""Much more mail is refused for good than usual.

What happens: Of the attempts of the last hour a larger share than usual was refused for good (bounced): 10 points above
this server's median of the same hours in the weeks before, and for CRITICAL 40. While fewer than two weeks are known,
from 20 % and 50 % on. Fewer than 10 attempts never alarm.

Why it matters: A provider blocks this server, a sender may not use its address any more, or somebody sends to bought
addresses; providers remember that.

How to mend it: `sendoff report` shows by destination, sender and reason.

When it is fine: After a mailing to an old list, once.
"""

from __future__ import annotations

from sendoff.monitor.check import Judgement, Limits
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.checks._share import Bounds, judged

NEEDS = ("history", "ledger")

_BOUNDS = Bounds("bounced", "refused for good", 10, 40, 20, 50)


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    return judged("bounced-share", _BOUNDS, facts, limits)
