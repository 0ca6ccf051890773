"""What the checks of blocklists know together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from sendoff.reputation.blocklist_names import kind
from sendoff.reputation.blocklist_reading import CLEAN, DEAD, LISTED, NOT_KNOWN, Blocklisted, Listing
from sendoff.reputation.blocklists import DOMAIN
from sendoff.reputation.check import PASS, SKIPPED, UNKNOWN, Finding
from sendoff.reputation.facts import Facts

OWN_RESOLVER = (
    "Let this server ask through a recursive resolver of its own (for example unbound on 127.0.0.1): lists do not "
    "answer public resolvers and those of large hosters."
)


class Wish(NamedTuple):
    """Which listings a check is about, by id, weight and kind; what a listing is; and whether a single gap counts.

    With `every`, one list that could not be asked makes the subject unknown; else only when none could.
    """

    id: str
    weight: str
    domains: bool
    listed: str
    every: bool


def fact(facts: Facts) -> Blocklisted:
    """Return the fact."""
    return cast(Blocklisted, facts.found["blocklists"])


def findings(facts: Facts, wish: Wish) -> Iterator[Finding]:
    """Yield a finding for each listing, and one for each subject that is clean or cannot be known."""
    found = fact(facts)
    wanted = [
        one
        for one in found.listings
        if one.list.weight == wish.weight and (kind(one.subject) == DOMAIN) == wish.domains
    ]
    for subject in dict.fromkeys(one.subject for one in wanted):
        yield from _subject(wish, subject, [one for one in wanted if one.subject == subject])
    for gap in found.not_asked:
        if gap.domains == wish.domains:
            result = UNKNOWN if gap.unknown else SKIPPED
            yield Finding(wish.id, gap.subject, result, "the blocklists", gap.reason)


def _subject(wish: Wish, subject: str, of: list[Listing]) -> Iterator[Finding]:
    by_state = {state: [one for one in of if one.state == state] for state in (LISTED, NOT_KNOWN, DEAD, CLEAN)}
    for one in by_state[LISTED]:
        yield Finding(wish.id, subject, wish.listed, f"{one.asked} A", _listed(one), _mend(one))
    gaps = by_state[NOT_KNOWN]
    if gaps and (wish.every or not (by_state[CLEAN] or by_state[LISTED])):
        told = "; ".join(f"{one.list.name} ({one.list.zone}): {one.meaning}" for one in gaps)
        yield Finding(wish.id, subject, UNKNOWN, _asked(gaps), told, OWN_RESOLVER)
    elif by_state[CLEAN] and not by_state[LISTED]:
        yield Finding(wish.id, subject, PASS, _asked(of), _clean(by_state[CLEAN], [*gaps, *by_state[DEAD]]))
    elif not by_state[LISTED]:
        # Nobody was asked who could have known: of lists that matter, that is no good news.
        yield Finding(wish.id, subject, UNKNOWN if wish.every else SKIPPED, _asked(of), "none of these lists is alive")


def _listed(one: Listing) -> str:
    said = f". The list says: {one.text}" if one.text else ""
    return f"listed by {one.list.name} ({one.list.zone}), {', '.join(one.codes)}: {one.meaning}{said}"


def _mend(one: Listing) -> str:
    return f"Find and stop the cause first; else it is listed again. {one.list.delist}"


def _clean(clean: Iterable[Listing], others: Iterable[Listing]) -> str:
    told = f"not listed by {', '.join(_said(one) for one in clean)}"
    left = ", ".join(f"{one.list.zone} ({one.meaning})" for one in others)
    return f"{told}; not asked or not believed: {left}" if left else told


def _said(one: Listing) -> str:
    return f"{one.list.zone} ({one.meaning})" if one.meaning else one.list.zone


def _asked(of: Iterable[Listing]) -> str:
    return ", ".join(f"{one.asked} A" for one in of)
