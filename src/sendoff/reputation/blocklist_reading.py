"""What a blocklist's answer says: listed, clean, or that nothing can be known; and whether the list is alive at all.

A list is believed only while it passes RFC 5782's test: an entry that must be there is, and one that must not is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from sendoff.reputation.blocklists import Blocklist
from sendoff.reputation.dns import FOUND, UNKNOWN, Answer

LISTED, CLEAN, DEAD, NOT_KNOWN = "listed", "clean", "dead", "unknown"

_LOCAL = ip_network("127.0.0.0/8")
_ERRORS = ip_network("127.255.255.0/24")


class Reading(NamedTuple):
    """What one answer says: LISTED, CLEAN or NOT_KNOWN; the codes it gave, and their meaning or why it is not known."""

    state: str
    codes: tuple[str, ...] = ()
    meaning: str = ""


class Listing(NamedTuple):
    """What one list says of one subject (an address or a domain).

    `state` is LISTED, CLEAN, DEAD (the list is not alive) or NOT_KNOWN; `meaning` says of what, or why. `asked` is the
    name that was asked for. `text` is what the list itself says of a listing: a stranger's words.
    """

    list: Blocklist
    subject: str
    state: str
    asked: str
    codes: tuple[str, ...] = ()
    meaning: str = ""
    text: str = ""


class NotAsked(NamedTuple):
    """What no list was asked about, and why; `domains` tells what kind of lists it would have been.

    `unknown`: it should have been asked.
    """

    subject: str
    reason: str
    domains: bool = False
    unknown: bool = False


class Blocklisted(NamedTuple):
    """The fact `blocklists`: what each list says of each subject, and what was not asked."""

    listings: tuple[Listing, ...]
    not_asked: tuple[NotAsked, ...] = ()


class Proof(NamedTuple):
    """The answers to a list's test entries of one kind: those of which one must be there, and that which must not."""

    present: tuple[Answer, ...]
    absent: Answer


def reading(asked: Blocklist, answer: Answer) -> Reading:
    """Return what an answer to an A question says."""
    if answer.outcome == UNKNOWN or (answer.outcome != FOUND and answer.why):
        # A name that cannot be asked for, such as one that is too long, is not clean.
        return Reading(NOT_KNOWN, (), answer.why or "no answer")
    if answer.outcome != FOUND:
        return Reading(CLEAN)
    codes = tuple(sorted(set(answer.values), key=_number))
    if why := _not_an_answer(asked, codes):
        return Reading(NOT_KNOWN, codes, why)
    found = [meaning for code in codes for meaning in _meanings(asked, code)]
    if found:
        return Reading(LISTED, codes, "; ".join(found))
    if all(code in asked.fine for code in codes):
        return Reading(CLEAN, codes, "; ".join(asked.fine[code] for code in codes))
    return Reading(NOT_KNOWN, codes, f"it answered {', '.join(codes)}, which it does not say to be a listing")


def _not_an_answer(asked: Blocklist, codes: tuple[str, ...]) -> str:
    """Return why the codes say nothing of the subject; empty if they may."""
    for code in codes:
        if code in asked.fine:
            continue
        if code in asked.refused:
            return f"may not ask ({code}): {asked.refused[code]}"
        if not _inside(code, _LOCAL):
            return f"the resolver rewrites answers: {code} is no answer of a blocklist"
        if _inside(code, _ERRORS):
            return f"may not ask ({code})"
        if code == "127.0.0.1":
            return "it answered 127.0.0.1, which is never a listing"
    return ""


def _meanings(asked: Blocklist, code: str) -> list[str]:
    if code in asked.codes:
        return [asked.codes[code]]
    if not code.startswith("127.0.0."):
        return []
    last = int(code.rpartition(".")[2])
    return [meaning for bit, meaning in asked.bits.items() if last & bit]


def _inside(code: str, network: object) -> bool:
    try:
        return ip_address(code) in network  # type: ignore[operator]
    except ValueError:
        return False


def _number(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.split(".") if part.isascii() and part.isdigit())


def trouble(asked: Blocklist, tested: Proof) -> tuple[str, str]:
    """Return (DEAD or NOT_KNOWN, why) for a list that cannot be believed; ("", "") for one that can."""
    absent = reading(asked, tested.absent)
    if absent.state == NOT_KNOWN and "resolver rewrites" in absent.meaning:
        return NOT_KNOWN, absent.meaning
    if absent.state == LISTED or (tested.absent.outcome == FOUND and not _refusal(asked, absent)):
        return DEAD, f"the list is dead: it lists {tested.absent.name}, which no list may have (RFC 5782)"
    if absent.state == NOT_KNOWN:
        return NOT_KNOWN, absent.meaning
    present = [reading(asked, answer) for answer in tested.present]
    if any(_there(asked, one) for one in present):
        return "", ""
    for one in present:
        if one.state == NOT_KNOWN:
            return NOT_KNOWN, one.meaning
    return DEAD, f"the list is dead: it lacks {tested.present[0].name}, which every list must have (RFC 5782)"


def _refusal(asked: Blocklist, found: Reading) -> bool:
    return any(code in asked.refused or _inside(code, _ERRORS) for code in found.codes)


def _there(asked: Blocklist, found: Reading) -> bool:
    """Return whether a test entry is there: lists give it any code of 127/8 that is no refusal."""
    if found.state == LISTED:
        return True
    return bool(found.codes) and all(
        _inside(code, _LOCAL) and code not in asked.refused and not _inside(code, _ERRORS) and code != "127.0.0.1"
        for code in found.codes
    )


def judged(asked: Blocklist, subject: str, tested: Proof, answers: Iterable[Answer], text: str = "") -> Listing:
    """Return what a list says of a subject, from the answers to its questions (`questions`) and to the tests."""
    given = tuple(answers)
    name = given[0].name
    state, why = trouble(asked, tested)
    if state:
        return Listing(asked, subject, state, name, (), why)
    read = [(answer.name, reading(asked, answer)) for answer in given]
    for wanted in (LISTED, NOT_KNOWN):
        for name, one in read:
            if one.state == wanted:
                return Listing(asked, subject, wanted, name, one.codes, one.meaning, text if wanted == LISTED else "")
    first = read[0][1]
    return Listing(asked, subject, CLEAN, read[0][0], first.codes, first.meaning)
