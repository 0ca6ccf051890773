"""How refusals and accepted mail become incidents: when one opens, closes, and opens again.

A pure course of states. It is given outcomes in the order of their moments, refusals before accepted mail of the same
moment, so that the order in which a log has them within a second does not count.

- The first telling refusal of a provider (`replies.classes`) opens an incident, of its class. Words of other servers
  open one only where they name a public blocklist, and two different servers name the same one within a day.
- A mail that is accepted after the last refusal closes it: by the same provider and part; of a blocklist, by a server
  that had named it. Where the sending domain is the reason, it is a mail of the domain that was refused last.
- A telling refusal within an hour after that opens the same incident again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from sendoff.monitor.incident_who import Who
from sendoff.replies.classes import CLASSES

MICRO = 1_000_000
HOUR = 3600 * MICRO
DAY = 24 * HOUR
BLOCKLIST = "blocklist"
"""The part of an incident of a public blocklist that servers name; its provider is the list."""

_OF_THE_DOMAIN = frozenset(
    name for name, one in CLASSES.items() if one.coarse == "authentication" or name.startswith("domain-")
)

_SPOKEN = re.compile(r"^host \S+ (?:said|refused to talk to me): ")

Key = tuple[str, str, str]
"""Provider, part, class."""
Background = Callable[[int], tuple[int | None, int | None]]
"""The configuration that was live at a moment, and when it was applied."""


class Refusal(NamedTuple):
    """A telling refusal. `order` tells refusals of one moment apart; what is not known of the sender is empty."""

    when: int
    order: tuple[str, str]
    key: Key
    code: str
    server: str
    relay: str
    reply: str
    sender: str
    user: str
    recipient: str
    domain: str


class Accepted(NamedTuple):
    """A mail that a server accepted: provider and part as of an incident's key."""

    when: int
    provider: str
    part: str
    server: str
    domain: str


class State:
    """One incident. Names are those of the ledger's table; `domain` is the sender's of the last refusal."""

    __slots__ = (
        "accepted_since", "blocked", "changed", "closed", "domain", "first", "generation", "id", "kind", "last", "part",
        "provider", "provider_code", "refused", "relay", "reopened", "reply",
    )  # fmt: skip

    def __init__(self, number: int, key: Key, first: int) -> None:
        self.id = number
        self.provider, self.part, self.kind = key
        self.provider_code: str | None = None
        self.first = self.last = first
        self.closed: int | None = None
        self.refused = self.accepted_since = self.reopened = 0
        self.generation: int | None = None
        self.changed: int | None = None
        self.reply = self.relay = self.domain = ""
        self.blocked: str | None = None

    @property
    def key(self) -> Key:
        """What there is one newest incident of."""
        return self.provider, self.part, self.kind

    def copy(self) -> State:
        """Return the same, to be changed on its own."""
        made = State(self.id, self.key, self.first)
        for name in self.__slots__:
            setattr(made, name, getattr(self, name))
        return made

    def belongs(self, when: int) -> bool:
        """Tell whether a refusal at a moment is one of this incident's."""
        return self.closed is None or when <= self.closed + HOUR

    def take(self, found: Refusal) -> None:
        """Add a refusal that belongs to it."""
        self.refused += 1
        self.provider_code = self.provider_code or found.code or None
        if found.when < self.last:
            return
        self.domain = found.domain
        if self.closed is not None and found.when > self.closed:
            self.closed = None
            self.reopened += 1
        if self.closed is None:
            self.accepted_since = 0
        self.last = found.when

    def accept(self, when: int, *, closing: bool) -> bool:
        """Add a mail that was accepted; `closing` where it may be the end. Tells whether anything changed."""
        if when <= self.last or (self.closed is not None and when > self.closed):
            return False
        if self.closed is None or when == self.closed:
            self.accepted_since += 1
        if closing:
            self.closed = when
        return True


class Course:
    """The incidents of all keys while outcomes go by.

    `states` has the newest of each key, `mentions` the last server's words for each blocklist that has no incident.
    `touched` are the incidents that changed. `earlier` gives the incidents of a key that are older
    than the newest, for what is told late; `new` gives the number of a new one.
    """

    def __init__(
        self,
        states: dict[Key, State],
        mentions: dict[Key, Refusal],
        *,
        new: Callable[[Key], int],
        earlier: Callable[[Key], list[State]],
        background: Background,
    ) -> None:
        self.states, self.mentions = states, mentions
        self.touched: dict[int, State] = {}
        self._new, self._earlier, self._background = new, earlier, background

    def run(self, outcomes: Iterable[Refusal | Accepted], known: Callable[[State], Who]) -> None:
        """Go through outcomes, which are in order; `known` gives where those whom an incident met are counted."""
        for each in outcomes:
            if isinstance(each, Refusal):
                self._refused(each, known)
            else:
                self._accepted(each, known)

    def prolong(self, state: State, count: int, last: int, domain: str, code: str) -> None:
        """Add refusals of an open incident that are not older than its last one; `domain` is of the last of them."""
        state.refused += count
        state.last, state.domain, state.accepted_since = last, domain, 0
        state.provider_code = state.provider_code or code or None
        self.touched[state.id] = state

    def _refused(self, found: Refusal, known: Callable[[State], Who]) -> None:
        state = self._of(found)
        if state is None:
            if found.key[1] == BLOCKLIST:
                self._named(found, known)
            else:
                self._take(self._open(found), found, known)
        else:
            self._take(state, found, known)

    def _of(self, found: Refusal) -> State | None:
        """Return the incident that a refusal belongs to."""
        newest = self.states.get(found.key)
        if newest is None or found.when >= newest.first:
            return newest if newest and newest.belongs(found.when) else None
        before = [state for state in self._earlier(found.key) if state.first <= found.when]
        last = max(before, key=lambda state: state.first, default=None)
        return last if last and last.belongs(found.when) else None

    def _named(self, found: Refusal, known: Callable[[State], Who]) -> None:
        """Note that a server names a blocklist; a second one within a day opens the incident."""
        before = self.mentions.get(found.key)
        if before is None or before.server == found.server or abs(found.when - before.when) > DAY:
            if before is None or found.when >= before.when:
                self.mentions[found.key] = found
            return
        del self.mentions[found.key]
        earlier, later = sorted((before, found), key=lambda one: (one.when, one.order))
        state = self._open(earlier)
        self._take(state, earlier, known)
        self._take(state, later, known)

    def _open(self, found: Refusal) -> State:
        state = State(self._new(found.key), found.key, found.when)
        state.reply, state.relay, state.blocked = found.reply, found.relay, _blocked(found.reply, state.kind)
        state.generation, changed = self._background(found.when)
        state.changed = changed if changed is not None and found.when - changed <= DAY else None
        newest = self.states.get(found.key)
        if newest is None:
            self.states[found.key] = state
        else:
            self._earlier(found.key).append(min(newest, state, key=lambda one: one.first))
            self.states[found.key] = max(state, newest, key=lambda one: one.first)
        return state

    def _take(self, state: State, found: Refusal, known: Callable[[State], Who]) -> None:
        state.take(found)
        self.touched[state.id] = state
        known(state).take(found)

    def _accepted(self, found: Accepted, known: Callable[[State], Who]) -> None:
        for state in list(self.states.values()):
            for each in (state, *(self._earlier(state.key) if found.when < state.first else ())):
                if _same_place(each, found, known) and each.accept(found.when, closing=_closes(each, found)):
                    self.touched[each.id] = each


def _same_place(state: State, found: Accepted, known: Callable[[State], Who]) -> bool:
    if state.part == BLOCKLIST:
        return known(state).has("server", found.server)
    return (state.provider, state.part) == (found.provider, found.part)


def _closes(state: State, found: Accepted) -> bool:
    return state.kind not in _OF_THE_DOMAIN or state.domain == found.domain


def of_the_domain(kind: str) -> bool:
    """Tell whether refusals of a class are about the sending domain, so that another domain's mail proves nothing."""
    return kind in _OF_THE_DOMAIN


@lru_cache(64)
def _blocked(reply: str, kind: str) -> str | None:
    from sendoff.replies.blocked import blocked  # start-up: only where something is refused

    return blocked(_SPOKEN.sub("", reply, count=1), kind, "")


def ordered(outcomes: Iterable[Refusal | Accepted]) -> list[Refusal | Accepted]:
    """Return outcomes in the order in which a course takes them."""
    refusals, others = list[Refusal](), list[Accepted]()
    for one in outcomes:
        (refusals if isinstance(one, Refusal) else others).append(one)  # type: ignore[arg-type]
    found: list[Refusal | Accepted] = [*sorted(refusals), *sorted(others)]
    return sorted(found, key=attrgetter("when")) if others else found


def server(relay: str) -> str:
    """Return what looks like the registrable domain of a log line's `relay=host[address]:port`; one server's name.

    Two labels, or three where the second-last is as short as in co.uk. An address without a name stands for itself.
    """
    host = relay.partition("[")[0].lower().rstrip(".")
    labels = host.split(".")
    if not host or labels[-1].isdigit() or host == "unknown":
        return relay.partition("[")[2].partition("]")[0] or host
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2  # noqa: PLR2004 - labels, letters
    return ".".join(labels[-3 if short else -2 :])
