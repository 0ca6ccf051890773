"""The stage, the same for both worlds: who stands in, what names answer, and what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sendoff.rehearsal import mails
from sendoff.rehearsal.configuration import ROUTE, routes
from sendoff.rehearsal.habit import PLAIN, Habit
from sendoff.rehearsal.mails import DIRECT, LATER, NOWHERE, REFUSING, UNREACHABLE, Mail, Surroundings
from sendoff.rehearsal.stand_ins import Casting, StandIn

_UNREACHABLE_ADDRESS = "10.77.67.1"
_REFUSES = Habit(replies={"RCPT": "550 5.1.1 No such recipient here"})
_PUTS_OFF = Habit(replies={"RCPT": "450 4.2.1 Try again later"})


class Stage(NamedTuple):
    """Everything that two worlds share; `not_rehearsed` in words."""

    stand_ins: tuple[StandIn, ...]
    zones: tuple[str, ...]
    mails: tuple[Mail, ...]
    not_rehearsed: tuple[str, ...] = ()


def stage(around: Surroundings, habits: Mapping[str, Habit] = {}) -> Stage:
    """Return the stage for two configurations; `habits` are what is known of next hops, as they are written."""
    sent = mails.mails(around)
    casting = Casting(around.now, around.then, around.own)
    casting.hops(habits)
    for domain, habit in ((DIRECT, PLAIN), (REFUSING, _REFUSES), (LATER, _PUTS_OFF)):
        casting.domain(domain, habit)
    casting.everything_else()
    casting.zone(f"{UNREACHABLE}. A {_UNREACHABLE_ADDRESS}", f"{NOWHERE}. NXDOMAIN")
    cast = casting.cast()
    return Stage(cast.stand_ins, cast.zones, sent, tuple(_not_rehearsed(around, sent)))


def _not_rehearsed(around: Surroundings, sent: tuple[Mail, ...]) -> list[str]:
    notes = []
    if any(mail.declared for mail in sent):
        size = stand_in_size(mails.REAL_BYTES)
        notes.append(f"the data of messages over {size}: only their size is announced (MAIL FROM, SIZE=)")
    both = [each for each in (around.now, around.then) if each]
    routed = {route.domain for each in both for route in routes(each) if route.role == ROUTE}
    reached = {mail.domain for mail in sent}
    left = len([domain for domain in routed if domain.lstrip(".").lower() not in reached])
    if left:
        notes.append(f"{left} further route{'s' if left > 1 else ''} of tables")
    return notes


def stand_in_size(size: int) -> str:
    """Return a size in words."""
    return f"{size / 1_000_000:g} MB"
