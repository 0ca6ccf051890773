"""The domains of sender, HELO and reverse names are on no blocklist of domains.

What happens: Spamhaus DBL, SURBL or URIBL lists a sending domain, the HELO name, a reverse name, or a parent of one.

Why it matters: Receivers refuse by these names too: Microsoft answers S8001 for HELO and S8002 for the envelope sender,
Apple names the DBL; filters count a listed domain anywhere in the mail.

How to mend it: Look for a hacked web site, links that redirect anywhere, and mail that its recipients did not want;
mend that, then ask for removal in the way that the finding names.

When it is fine: Never for a domain of one's own. A reverse name below the hoster's domain is mended by a reverse name
of one's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.blocklists import HIGH
from sendoff.reputation.check import FAIL, Finding
from sendoff.reputation.checks._blocklists import Wish, findings
from sendoff.reputation.facts import Facts

NEEDS = ("blocklists",)
WEIGHT = 2.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    return findings(facts, Wish("blocklist-domain", HIGH, domains=True, listed=FAIL, every=True))
