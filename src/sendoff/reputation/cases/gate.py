"""The gate before a request: asking too early costs the one good try, so what is not in order comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from sendoff.replies.classes import CLASSES
from sendoff.reputation import checks
from sendoff.reputation.blocklist_reading import CLEAN, LISTED, NOT_KNOWN, Blocklisted, Listing
from sendoff.reputation.cases import fitting
from sendoff.reputation.cases.case import Matter
from sendoff.reputation.cases.course import Course
from sendoff.reputation.check import FAIL, PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Facts, Unknown

FIRST, NOT_SURE, ADVICE, FINE = "first", "unknown", "advice", "fine"
"""What is wrong and comes first; what is not known; what could be better; what is in order."""
PASSED_OVER, SKIPPED = "although", "skipped"
"""What a person passed over; what does not apply here, and so proves nothing."""

_HOUR = 3_600_000_000


class Item(NamedTuple):
    """One thing that the gate looked at: its id, state, what it is about, what was found, and how to mend it."""

    id: str
    state: str
    subject: str
    told: str
    mend: str = ""


def needs(course: Course) -> frozenset[str]:
    """Return the names of the doctor's facts that a course's gate needs."""
    lists = {"blocklists"} if course.listed else set()
    return checks.needs((*course.must, *course.should)) | {"server"} | lists


def judged(course: Course, facts: Facts) -> Iterator[Item]:
    """Yield what the doctor's checks say, the ones that must pass first, and whether the list still has this server."""
    narrowed = _narrowed(facts, course.lists)
    for found in checks.judge(narrowed, course.must):
        yield _item(found, {FAIL: FIRST, UNKNOWN: NOT_SURE, WARN: ADVICE})
    yield from _smarthost(facts)
    if course.listed:
        yield _listed(course, facts)
    for found in checks.judge(narrowed, course.should):
        yield _item(found, {FAIL: ADVICE, UNKNOWN: ADVICE, WARN: ADVICE})


def matters(course: Course, matter: Matter, now: int, confirmed: Collection[str]) -> Iterator[Item]:
    """Yield what the replies themselves say against asking, and what only a person can answer."""
    last = matter.lines[-1].reply if matter.lines else ""
    if matter.kind and not fitting(course, matter.provider, matter.part, matter.kind, last):
        yield _another(course, matter)
    if matter.accepted_at is not None:
        told = "mail was accepted again after the last refusal: there is nothing to ask for"
        yield Item("refused", FIRST, course.title, told, "Wait for another refusal; `sendoff incidents` tells.")
    lasts = None if matter.first is None else (now - matter.first) // _HOUR
    if matter.permanent is False and lasts is not None and lasts < course.patience:
        told = f"the replies are temporary, and have come for {lasts} h; they usually end by themselves"
        yield Item("lasting", FIRST, course.title, told, f"Send less, and ask when they last {course.patience} h.")
    for one in course.questions:
        state = FINE if one.id in confirmed else NOT_SURE
        mend = "" if one.id in confirmed else f"{one.mend} Then add `--confirm {one.id}`."
        yield Item(one.id, state, "only a person can see", f"whether {one.text}", mend)


def _another(course: Course, matter: Matter) -> Item:
    known = CLASSES.get(matter.kind)
    if matter.kind == "unknown" or (not matter.provider and matter.kind in course.classes):
        mend = "Look whether they are; `--relay HOST` names the host that said them."
        return Item("reply", NOT_SURE, course.title, f"whether these words are a block of {course.title}", mend)
    if known is None or matter.kind in course.classes:
        told = f"these words are of {matter.provider or 'somebody else'}"
        told += f" ({'Microsoft 365' if matter.part == '365' else matter.part})" if matter.part else ""
        return Item("reply", FIRST, course.title, f"{told}, not of {course.title}", "Name the right provider.")
    told = f"the reply is of the class {matter.kind}: {known.meaning} No request lifts that."
    return Item("reply", FIRST, course.title, told, known.next_step)


def codes(course: Course, facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what stands on the course's own lists (subjects), and the codes of these listings."""
    found = [one for one in _listings(course, facts) if one.state == LISTED]
    subjects = tuple(dict.fromkeys(one.subject for one in found))
    return subjects, tuple(dict.fromkeys(code for one in found for code in one.codes))


def passed_over(items: Iterable[Item], although: Collection[str], unknown: Collection[str]) -> list[Item]:
    """Return the items, with those marked that a person passes over: what fails, and what is not known."""
    ids = {FIRST: although, NOT_SURE: unknown}
    return [one._replace(state=PASSED_OVER) if one.state in ids and one.id in ids[one.state] else one for one in items]


def proved(items: Iterable[Item], course: Course) -> tuple[str, ...]:
    """Return what is in order, in words for the provider: of what must be so only."""
    # Where the addresses are known from is of no interest outside.
    found = [one for one in items if one.state == FINE and one.id in course.must and one.id != "addresses-used"]
    return tuple(dict.fromkeys(f"{checks.title(one.id)}: {one.told}" for one in found))


def _item(found: Finding, states: dict[str, str]) -> Item:
    state = FINE if found.result == PASS else states.get(found.result, SKIPPED)
    return Item(found.id, state, found.subject, found.answered, found.mend)


def _smarthost(facts: Facts) -> Iterator[Item]:
    server = facts.found.get("server")
    if server is not None and not isinstance(server, Unknown) and server.smarthost:
        told = f"mail leaves by {server.smarthost}: receivers see that server's address, not this one's"
        yield Item("smarthost", FIRST, server.helo, told, "Let its operator ask; or take it out of postfix::relayhost.")


def _listed(course: Course, facts: Facts) -> Item:
    found = facts.found.get("blocklists", Unknown("was not asked"))
    if isinstance(found, Unknown):
        return _not_sure(course, found.reason)
    listings = _listings(course, facts)
    on = [one for one in listings if one.state == LISTED]
    if on:
        told = "; ".join(f"{one.subject}: {one.meaning} ({one.list.zone})" for one in on)
        return Item("listed", FINE, course.title, told)
    gaps = [one for one in listings if one.state == NOT_KNOWN]
    if gaps or not any(one.state == CLEAN for one in listings):
        return _not_sure(course, gaps[0].meaning if gaps else "nothing could be asked about")
    told = f"nothing of this server is listed: {', '.join(dict.fromkeys(one.subject for one in listings))}"
    if not course.listed_sure:
        return Item("listed", ADVICE, course.title, f"{told}; but this list does not answer everybody")
    mend = "Name the address that the reply has by --address; else the block is over, or another's."
    return Item("listed", FIRST, course.title, told, mend)


def _not_sure(course: Course, why: str) -> Item:
    state = NOT_SURE if course.listed_sure else ADVICE
    told = f"whether {course.title} lists this server could not be asked: {why}"
    return Item("listed", state, course.title, told, "Look it up at the list's own page.")


def _listings(course: Course, facts: Facts) -> list[Listing]:
    found = facts.found.get("blocklists")
    if not isinstance(found, Blocklisted):
        return []
    return [one for one in found.listings if one.list.zone in course.listed]


def _narrowed(facts: Facts, zones: Collection[str]) -> Facts:
    """Return the facts with only these blocklists' answers: what others say is of no matter to this provider."""
    found = facts.found.get("blocklists")
    if not zones or not isinstance(found, Blocklisted):
        return facts
    kept = tuple(one for one in found.listings if one.list.zone in zones)
    return Facts({**facts.found, "blocklists": found._replace(listings=kept)})
