"""Gmail's rules for bulk senders are kept.

What happens: A domain sent to 5,000 recipients or more at Gmail on one day, and SPF, DKIM or DMARC is missing.

Why it matters: Google takes whoever once sent about 5,000 mails a day to Gmail for a bulk sender, for ever; since
November 2025 mail that misses a rule is refused (550 5.7.26, 5.7.27, 5.7.30). Newsletters need one-click unsubscribe
too.

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
    yield from _bulk.judged("google-bulk", "google", "Gmail", facts)
