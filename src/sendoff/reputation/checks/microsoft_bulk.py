"""Microsoft's rules for bulk senders are kept.

What happens: A domain sent to 5,000 recipients or more at Microsoft on one day, and SPF, DKIM or DMARC is missing.

Why it matters: Outlook.com, Hotmail and Live refuse a domain with 5,000 mails a day or more unless SPF and DKIM
both pass and DMARC is aligned: 550 5.7.515.

How to mend it: Publish what is missing: the findings of spf-pass, dkim-key and dmarc-record have the records.

When it is fine: Below 5,000 a day it does not apply. The ledger knows only what went through this server.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import Finding
from sendoff.reputation.checks import _bulk
from sendoff.reputation.facts import Facts

NEEDS = ("domains", "sent", "spf", "organizations")
WEIGHT = 0.5


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    yield from _bulk.judged("microsoft-bulk", "microsoft", "Microsoft", facts)
