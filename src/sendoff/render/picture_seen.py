"""What a rehearsal saw, written into the picture of the two mail systems as facts of their stations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sendoff.change.picture import Entry, Stop, System
from sendoff.rehearsal.mails import APPLICATION, ROOT, STRANGER, USER
from sendoff.rehearsal.observed import ARRIVED, GONE, MAILBOX, PENDING, PROGRAM, RETURNED, WAITS, Rehearsal
from sendoff.rehearsal.paths import REFUSED, SENDMAIL, Taken, Way, ways
from sendoff.rehearsal.stand_ins import DESTINATION
from sendoff.render.figures import number

_ENDS = {
    ARRIVED: "sent on", MAILBOX: "kept here", PROGRAM: "kept here", WAITS: "waiting", RETURNED: "returned",
    GONE: "lost", PENDING: "not ended", REFUSED: "refused",
}  # fmt: skip
_SUBMITTERS = {ROOT: "programs", USER: "programs", APPLICATION: "programs", STRANGER: "others"}

Of = Callable[[Taken], tuple[str, ...]]
"""Takes the mails of one of the two systems."""


def seen(system: System, rehearsal: Rehearsal, *, now: bool) -> System:
    """Return a system with what its stations did with the mails of a rehearsal."""
    if not system.present:
        return system

    def of(taken: Taken) -> tuple[str, ...]:
        return taken.now if now else taken.then

    taken = ways(rehearsal)
    hops = [hop._replace(facts=(*hop.facts, _took(taken, of, _is_at(hop)))) for hop in system.hops]
    entries = [_entry(entry, taken, of) for entry in system.entries]
    return system._replace(entries=tuple(entries), hops=(*hops, *_others(system.hops, taken, of)))


def _entry(entry: Entry, taken: Iterable[Taken], of: Of) -> Entry:
    counts: dict[str, set[str]] = {}
    for each in taken:
        if _comes_by(entry, each.way):
            counts.setdefault(_ENDS[each.way.end], set()).update(of(each))
    told = ", ".join(f"{number(len(mails))} {end}" for end, mails in counts.items() if mails)
    if not told:
        return entry
    return entry._replace(submitter=entry.submitter._replace(facts=(*entry.submitter.facts, f"in rehearsal {told}")))


def _comes_by(entry: Entry, way: Way) -> bool:
    by_sendmail = entry.door.id == SENDMAIL
    return _SUBMITTERS.get(way.who, "trusted") == entry.submitter.id and (way.door == SENDMAIL) == by_sendmail


def _is_at(hop: Stop) -> Callable[[Way], bool]:
    if hop.id == "local":
        return lambda way: way.end in (MAILBOX, PROGRAM)
    name = hop.name if hop.name.count(":") > 1 else hop.name.replace("[", "").replace("]", "")
    named = "." in hop.name or ":" in hop.name
    return lambda way: way.end == ARRIVED and (way.to == name if named else way.role == DESTINATION)


def _took(taken: Iterable[Taken], of: Of, is_at: Callable[[Way], bool]) -> str:
    mails = {mail for each in taken if is_at(each.way) for mail in of(each)}
    return f"took {number(len(mails))} message{'' if len(mails) == 1 else 's'} in rehearsal"


def _others(hops: Iterable[Stop], taken: list[Taken], of: Of) -> Iterator[Stop]:
    """Yield next hops that no setting names which the picture knows: routes of tables, and past the smarthost."""
    known = [_is_at(hop) for hop in hops]
    left = [each for each in taken if each.way.end == ARRIVED and not any(is_at(each.way) for is_at in known)]
    for name in dict.fromkeys(_name(each.way) for each in left if of(each)):
        there = [each for each in left if _name(each.way) == name]
        yield Stop(f"seen {name}", name, ("by another route", _took(there, of, lambda _: True)))


def _name(way: Way) -> str:
    return "the servers of destinations" if way.role == DESTINATION else way.to
