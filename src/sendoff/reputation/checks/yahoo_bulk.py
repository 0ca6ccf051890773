"""Yahoo and AOL's rules for bulk senders are kept.

What happens: A domain sent to 5,000 recipients or more at Yahoo and AOL on one day, and SPF, DKIM or DMARC is missing.

Why it matters: Yahoo names no number; 5,000 a day is taken, as Google has it. Mail that misses a rule is put
off or refused (554 5.7.9). att.net and comcast.net are Yahoo's too. Newsletters need one-click unsubscribe.

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
    yield from _bulk.judged("yahoo-bulk", "yahoo", "Yahoo and AOL", facts)
