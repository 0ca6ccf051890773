"""What blocklists say that list whole networks, or take money for removal.

What happens: UCEPROTECT's levels 2 and 3, s5h and Backscatterer are asked, and what they say is shown. It never alarms.

Why it matters: They are on every page that tells how one is listed, but no large receiver refuses by them; and their
entries are about the neighbours, or end by themselves.

How to mend it: Nothing is to be done. Pay nobody for removal.

When it is fine: Always.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.blocklists import SHOWN
from sendoff.reputation.check import SKIPPED, UNKNOWN, Finding
from sendoff.reputation.checks._blocklists import Wish, findings
from sendoff.reputation.facts import Facts

NEEDS = ("blocklists",)
WEIGHT = 0.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for found in findings(facts, Wish("blocklist-shown", SHOWN, domains=False, listed=SKIPPED, every=False)):
        yield found._replace(result=SKIPPED, mend="") if found.result == UNKNOWN else found
