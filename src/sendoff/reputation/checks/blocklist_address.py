"""The sending addresses are on no blocklist that large receivers use.

What happens: Spamhaus ZEN, Barracuda or SpamCop lists an address that this server's mail comes from.

Why it matters: Many receivers refuse all mail from a listed address, some before the first word; Microsoft and Yahoo
look at Spamhaus.

How to mend it: Find what sent the spam (`sendoff report`, the queue, applications that were broken into), stop it, then
ask for removal in the way that the finding names. Lists that a request reaches before the cause is mended list again.

When it is fine: Never, for a server that delivers by itself. PBL alone tells that the provider wants mail to go through
its smarthost.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.blocklists import HIGH
from sendoff.reputation.check import FAIL, Finding
from sendoff.reputation.checks._blocklists import Wish, findings
from sendoff.reputation.facts import Facts

NEEDS = ("blocklists",)
WEIGHT = 3.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    return findings(facts, Wish("blocklist-address", HIGH, domains=False, listed=FAIL, every=True))
