"""Blocklists are believed only while they are alive.

What happens: Each list is asked for its test entries (RFC 5782): one that every list must have, and one that none may
have. A list that lacks the first or has the second is dead; it is shown here and counts nowhere.

Why it matters: Lists end, and then list nothing or the whole world. An alarm by a dead list costs a night for nothing.

How to mend it: Nothing is to be done here. A mail server of yours that asks a dead list should stop asking it.

When it is fine: Always.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.blocklist_reading import DEAD, NOT_KNOWN
from sendoff.reputation.check import PASS, SKIPPED, Finding
from sendoff.reputation.checks._blocklists import fact
from sendoff.reputation.facts import Facts

NEEDS = ("blocklists",)
WEIGHT = 0.0


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    found = fact(facts).listings
    dead = {one.list.zone: one.meaning for one in found if one.state == DEAD}
    for zone, why in dead.items():
        yield Finding("blocklist-alive", zone, SKIPPED, "the list's test entries", why)
    alive = {one.list.zone for one in found if one.state not in (DEAD, NOT_KNOWN)} - set(dead)
    if alive:
        told = ", ".join(sorted(alive))
        yield Finding("blocklist-alive", "blocklists", PASS, "the lists' test entries", f"alive: {told}")
