"""Rotating a DKIM key in three steps, so that at no moment mail is signed with a key that nobody can look up.

1. A second selector is put behind the one that signs: its key is made, its record published.
2. Once the record is there, the two change places. The old record stays for mail on its way.
3. When no mail signed with the old key can be on its way any more, its selector is taken out.
"""

from __future__ import annotations

from collections.abc import Collection
from string import ascii_lowercase
from typing import NamedTuple

from sendoff.reputation.dkim import SAME, Published

DAY = 86400
OVERLAP = 7 * DAY
"""How long an old record stays (seconds): mail waits in a queue for five days, and some receivers look again later."""

ADD, PUBLISH, SWITCH, WAIT, RETIRE = "add", "publish", "switch", "wait", "retire"


class Known(NamedTuple):
    """What is known of a domain's keys.

    `selectors` as they are applied; `signed_before`: those that signed at any time; `since`: seconds since the first
    of them signs; `published`: what the DNS has for the second, if there is one.
    """

    selectors: tuple[str, ...]
    signed_before: frozenset[str]
    since: float
    published: Published | None = None


class Rotation(NamedTuple):
    """The next step: its name, the selectors to put into the JSON (as they are: nothing to put), and why in words."""

    step: str
    selectors: tuple[str, ...]
    why: str


def next_step(known: Known, fresh: str) -> Rotation:
    """Return the next step of a rotation; `fresh` is a selector that was never used."""
    first, *rest = known.selectors
    if not rest:
        return Rotation(ADD, (first, fresh), f"{first} signs; {fresh} gets a key, and its record can be published")
    second = rest[0]
    if second in known.signed_before:
        return _old(known, first, second)
    found = known.published or Published("unknown", "was not asked")
    if found.outcome != SAME:
        return Rotation(PUBLISH, known.selectors, f"the record of {second} is not there yet: {found.why}")
    return Rotation(SWITCH, (second, first, *rest[1:]), f"the record of {second} is published, so it can sign from now")


def _old(known: Known, first: str, second: str) -> Rotation:
    left = OVERLAP - known.since
    if left > 0:
        days = max(1, round(left / DAY))
        more = f"{days} more day{'s' if days > 1 else ''}"
        return Rotation(WAIT, known.selectors, f"mail signed with {second} may still be on its way, for {more}")
    return Rotation(RETIRE, (first,), f"{first} signs for more than a week, so {second} is not needed any more")


def fresh_selector(year: int, used: Collection[str]) -> str:
    """Return a selector that is not in use: `s2026a`, `s2026b`, and so on."""
    names = (f"s{year}{more}{letter}" for more in ("", *ascii_lowercase) for letter in ascii_lowercase)
    return next(name for name in names if name not in used)
