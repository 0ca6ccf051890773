"""The sending addresses are on no smaller blocklist.

What happens: A list lists a sending address that some receivers count in their scores, and few refuse by alone.

Why it matters: It is often the first sign of a trouble that the large lists see a day later.

How to mend it: Find the cause, then ask for removal in the way that the finding names.

When it is fine: When the entry is older than this server's use of the address; ask for removal all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.blocklists import INFORMATIVE
from sendoff.reputation.check import WARN, Finding
from sendoff.reputation.checks._blocklists import Wish, findings
from sendoff.reputation.facts import Facts

NEEDS = ("blocklists",)
WEIGHT = 1.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    return findings(facts, Wish("blocklist-informative", INFORMATIVE, domains=False, listed=WARN, every=False))
