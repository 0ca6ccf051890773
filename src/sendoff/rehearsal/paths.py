"""The ways that mail took in the two systems: who submits, through which door, where to, with what protection.

What a picture of both systems is drawn from, and which of its lines differ.
"""

from __future__ import annotations

from typing import NamedTuple

from sendoff.rehearsal import words
from sendoff.rehearsal.mails import APPLICATION, Mail
from sendoff.rehearsal.observed import ARRIVED, Arrival, Observed, Rehearsal, World

REFUSED = "refused"
"""How a way ends at the door; else it ends as an arrival does (observed.py)."""
SENDMAIL = "sendmail"
_SMTP = "SMTP"
_OUTSIDE = "SMTP from outside"


class Way(NamedTuple):
    """One way. `door`: `sendmail`, or SMTP and where. `to`: a stand-in, or a mailbox's user.

    `end` is how it ends, `role` that of the next hop, `protection` in words, `login` the user's name.
    """

    who: str
    door: str
    end: str
    to: str = ""
    role: str = ""
    protection: str = ""
    login: str = ""


class Taken(NamedTuple):
    """A way with the mails that took it, by id: as it is, and as it would be."""

    way: Way
    now: tuple[str, ...]
    then: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Tell whether other mails take it."""
        return self.now != self.then


def ways(rehearsal: Rehearsal) -> list[Taken]:
    """Return every way that a mail took in one of the systems, in the order in which the mails were sent."""
    both = [_by_way(rehearsal, world) for world in (rehearsal.now, rehearsal.then)]
    return [Taken(way, *(tuple(found.get(way, ())) for found in both)) for way in {**both[0], **both[1]}]


def _by_way(rehearsal: Rehearsal, world: World) -> dict[Way, list[str]]:
    found: dict[Way, list[str]] = {}
    for mail in rehearsal.mails:
        for way in _ways(mail, world.of(mail)):
            found.setdefault(way, []).append(mail.id)
    return found


def _ways(mail: Mail, seen: Observed) -> list[Way]:
    who = mail.network or mail.who
    # Where others come in is an address that the rehearsal made up.
    door = SENDMAIL if mail.by_sendmail else f"{_SMTP} {mail.door}" if mail.who == APPLICATION else _OUTSIDE
    if seen.taken is None:
        return []
    if not seen.taken:
        return [Way(who, door, REFUSED)]
    return list(dict.fromkeys(_way(who, door, each) for each in seen.arrivals))


def _way(who: str, door: str, each: Arrival) -> Way:
    if each.fate != ARRIVED:
        return Way(who, door, each.fate, each.at)
    return Way(who, door, each.fate, each.at, each.role, words.protection(each), each.login)
