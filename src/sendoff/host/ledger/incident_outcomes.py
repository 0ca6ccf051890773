"""Outcomes of the log as a course of incidents takes them: whose words they are, and whose mail it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sendoff.delivery.attempts import LIST
from sendoff.delivery.correlation import Correlation
from sendoff.delivery.message import Address, Message
from sendoff.delivery.outcomes import ACCEPTED, Outcome
from sendoff.delivery.queue_view import UNKNOWN_USER, submitter
from sendoff.monitor.incident_who import Who
from sendoff.monitor.incidents import BLOCKLIST, Accepted, Course, Key, Refusal, State, ordered, server
from sendoff.replies.providers import part, provider

_NULL_SENDER = "<>"

User = Callable[[int | None], str | None]


class Outcomes:
    """Gives outcomes to a course. `known` gives whom an incident met so far."""

    def __init__(self, correlation: Correlation, user: User, known: Callable[[Course, State], Who]) -> None:
        """`user` gives the name of a uid."""
        self._correlation, self._user, self._known = correlation, user, known

    def run(self, course: Course, found: Sequence[Outcome], older: Iterable[State]) -> None:
        """Run a course; what cannot matter is left out. `older` are incidents that are not the newest of their keys."""
        refused: dict[Key, list[Outcome]] = {}
        for each in found:
            if len(each) != ACCEPTED:
                refused.setdefault(key(each[1], each[3], each[4]), []).append(each)
        open_ones = {state.key for state in (*course.states.values(), *older) if state.closed is None}
        accepted = self._accepted(found, {each[:2] for each in (*open_ones, *refused)})
        places = {(each.provider, each.part) for each in accepted}
        slow: list[Refusal | Accepted] = [*accepted]
        for of, same in refused.items():
            state = course.states.get(of)
            if state and (of[:2] in places or (accepted and of[1] == BLOCKLIST) or not _go_on(state, same)):
                state = None
            if state:
                self._more(course, state, same)
            else:
                slow += [self._refusal(each) for each in same]
        course.run(ordered(slow), lambda state: self._known(course, state))

    def _more(self, course: Course, state: State, same: list[Outcome]) -> None:
        """Add refusals that can only prolong an open incident: a blocked server has nothing but these."""
        who = self._known(course, state)
        if who.may_overflow(len(same)):
            same.sort(key=_order)
        code = min((each for each in same if each[5]), key=_order, default=None) if not state.provider_code else None
        moment = max(same, key=itemgetter(0))[0]
        last = max((each for each in same if each[0] == moment), key=_order)
        course.prolong(state, len(same), moment, _domain(last[2]), code[5] if code else "")
        senders = Counter([each[2].sender for each in same])
        who.add("sender", _renamed(senders, lambda address: _sender(address)[0]))
        who.add("domain", _renamed(senders, lambda address: _sender(address)[1]))
        submissions = Counter(
            [
                (one.uid, one.client, one.sasl_username, one.parent_kind)
                for one in (each[2] for each in same)
                if one.parent_kind != "filter"
            ]
        )
        submissions.update(self._submission(each[2]) for each in same if each[2].parent_kind == "filter")
        who.add("user", _renamed(submissions, lambda submission: _named(self._user, *submission)))
        who.add("recipient", _renamed(Counter(map(itemgetter(6), same)), joined))
        who.add("server", _renamed(Counter(map(itemgetter(1), same)), lambda relay: place(relay)[2]))

    def _accepted(self, found: Sequence[Outcome], places: set[tuple[str, str]]) -> list[Accepted]:
        """Return the mail that was accepted at these places; for a blocklist, anywhere."""
        if not places:
            return []
        listed = any(where == BLOCKLIST for _, where in places)
        return [
            accepted(each[0], each[1], _domain(each[2]))
            for each in found
            if len(each) == ACCEPTED and (listed or place(each[1])[:2] in places)
        ]

    def _refusal(self, found: Outcome) -> Refusal:
        when, relay, message, blocks, kind, code, address, reply = found
        sender, domain = _sender(message.sender)
        user, recipient = _named(self._user, *self._submission(message)), joined(address)
        order, at = (message.queue_id, recipient), place(relay)[2]
        return Refusal(when, order, key(relay, blocks, kind), code, at, relay, reply, sender, user, recipient, domain)

    def _submission(self, message: Message) -> tuple[int | None, str | None, str | None, str | None]:
        """Return who handed a message in; of one that comes out of a content filter, who handed it in before."""
        if message.parent_kind == "filter" and message.parent:
            message = self._correlation.messages.get(message.instance, message.parent) or message
        return message.uid, message.client, message.sasl_username, message.parent_kind


def accepted(when: int, relay: str, domain: str) -> Accepted:
    """Return mail of a sender's domain that a server took."""
    return Accepted(when, *place(relay), domain)


def restored(found: Sequence[Any], message: Message) -> Outcome:
    """Return an outcome that was kept as JSON, where its message stands as a number."""
    rest = (*found[3:6], tuple(found[6]), found[7]) if len(found) != ACCEPTED else ()
    return (found[0], found[1], message, *rest)


def joined(address: Sequence[str]) -> str:
    """Return an address of a local part and a domain."""
    return f"{address[0]}@{address[1]}" if address[1] else address[0]


def _order(found: Outcome) -> tuple[int, str, Address]:
    return found[0], found[2].queue_id, found[6]


def _renamed(counts: Counter[Any], name: Callable[[Any], str]) -> Counter[str]:
    found = Counter[str]()
    for value, count in counts.items():
        found[name(value)] += count
    return found


def _go_on(state: State, same: list[Outcome]) -> bool:
    """Tell whether refusals can only prolong an incident."""
    return state.closed is None and min(same, key=itemgetter(0))[0] >= state.last


def _domain(message: Message) -> str:
    return message.sender[1] if message.sender else ""


def _sender(address: Address | None) -> tuple[str, str]:
    """Return a sender and its domain; both empty where it is not known."""
    return ("", "") if address is None else (joined(address) or _NULL_SENDER, address[1])


@lru_cache(4096)
def _named(user: User, uid: int | None, client: str | None, sasl: str | None, parent: str | None) -> str:
    found = submitter(uid, user(uid), client, sasl, parent)
    return "" if found == UNKNOWN_USER else found


@lru_cache(4096)
def key(relay: str, blocks: str, kind: str) -> Key:
    """Return the key of a refusal."""
    name, where, _ = place(relay)
    return (blocks[len(LIST) :], BLOCKLIST, kind) if blocks.startswith(LIST) else (name, where, kind)


@lru_cache(4096)
def place(relay: str) -> tuple[str, str, str]:
    """Return a host's provider, its part, and its server's name."""
    host = relay.partition("[")[0]
    return provider(host), part(host), server(relay)
