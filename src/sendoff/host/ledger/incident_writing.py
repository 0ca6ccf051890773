"""Incidents while the log is read: what is settled, and what the last two seconds of the log make of it.

Lines of a second come in any order, so outcomes are settled only when the log has gone on for two more. What is shown
in the ledger is what is settled with the outcomes since, put in order: it is there with the first line that tells, and
the same whatever the order in which lines came, wherever the reading was cut, and however often it was done again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sendoff.delivery.at_hand import HOUR, SLACK
from sendoff.delivery.correlation import Correlation
from sendoff.delivery.message import Message
from sendoff.delivery.outcomes import Outcome
from sendoff.host.ledger import incident_rows, rows
from sendoff.host.ledger.incident_outcomes import Outcomes, User, accepted, restored
from sendoff.monitor.incident_who import Who
from sendoff.monitor.incidents import BLOCKLIST, Course, Key, Refusal, State, of_the_domain

_IDS_AT_ONCE = 500
_ACCEPTED_LATER = (
    "SELECT d.last_seen, d.relay, m.sender_domain FROM delivery d JOIN message m ON m.id = d.id >> 20"
    " WHERE d.last_seen > ? AND d.status = 'sent' AND d.relay LIKE '%[%' ORDER BY d.last_seen"
)


class Incidents:
    """The incidents of a ledger that is being written."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        correlation: Correlation,
        user: User,
        state: dict[str, Any],
    ) -> None:
        """Go on from `state`, as `state` gave it; `user` gives the name of a uid."""
        self._connection, self._correlation = connection, correlation
        self._outcomes = Outcomes(correlation, user, self._meet)
        self._states = {each.key: each for each in incident_rows.newest(connection)}
        self._next_id = incident_rows.next_id(connection)
        self._mentions: dict[Key, Refusal] = {}
        self._who: dict[int, Who] = {}
        self._shadows: dict[int, Who] = {}  # whom incidents meet in what is not settled
        self._old: dict[Key, list[State]] = {}
        self._late: list[State] = []
        self._tail: list[Outcome] = []
        self._newest = correlation.messages.newest
        self._given: dict[Key, int] = {}  # the numbers of incidents that are not settled
        self._opening = 0
        self._shown: dict[incident_rows.Counted, int] = {}  # what of `who` in the ledger is not settled
        self._settled = self._view = self._course()
        self._vanished: list[int] = []
        self._empty = not state
        if state:
            self._restore(state)

    def gather(self) -> None:
        """Take what the correlation has found."""
        self._tail += self._correlation.outcomes.taken()
        horizon = self._correlation.messages.newest - SLACK
        settled = [each for each in self._tail if each[0] < horizon]
        if settled:
            self._tail = [each for each in self._tail if each[0] >= horizon]
        self._settled = self._course()
        self._run(self._settled, settled)
        self._late += [each for each in self._settled.touched.values() if each.last < self._newest - HOUR]
        self._newest = self._correlation.messages.newest
        given = set(self._given.values())
        self._view, self._shadows = self._course(copy=True), {}
        self._run(self._view, self._tail)
        known = {each.id for each in self._view.states.values()}
        self._given = {key: number for key, number in self._given.items() if number in known}
        self._vanished = list(given - known)

    def write(self) -> None:
        """Write what has changed; to be called in the transaction of what was read."""
        incident_rows.delete(self._connection, self._vanished)
        incident_rows.write(self._connection, {**self._settled.touched, **self._view.touched}.values())
        settled = [
            (number, *each)
            for number in self._settled.touched
            if number in self._who
            for each in self._who[number].taken()
        ]
        shown = {
            (number, kind, value): count for number, who in self._shadows.items() for kind, value, count in who.taken()
        }
        unsettled = [
            (*key, self._known(key[0]).count(*key[1:]) + shown.get(key, 0))
            for key in shown.keys() | self._shown.keys()
            if key[0] not in self._vanished
        ]
        incident_rows.write_who(self._connection, settled)
        incident_rows.write_who(self._connection, unsettled)
        self._shown = shown

    def state(self) -> dict[str, Any] | None:
        """Return what is not in the ledger's tables, as JSON has it; None where that is nothing, as it was before."""
        settled = [self._states[each.key] for each in self._view.touched.values() if each.key in self._states]
        found = {
            "tail": [[*each[:2], each[2].id, *each[3:]] for each in self._tail],
            "mentions": list(self._mentions.values()),
            "settled": [incident_rows.row(each) for each in settled],
            "given": [[*key, number] for key, number in self._given.items()],
            "shown": [[*key, count] for key, count in self._shown.items()],
        }
        empty = not any(found.values())
        before, self._empty = self._empty, empty
        return None if empty and before else found

    def finish(self) -> None:
        """Look whether what was told late ended long ago; to be called when all is written."""
        newer = {key: state.first for key, state in self._states.items()}
        found = [*self._late, *(each for states in self._old.values() for each in states)]
        for state in {each.id: each for each in found if each.closed is None}.values():
            later = self._accepted_later(state)
            if later is None and self._states.get(state.key) is not state:
                later = newer[state.key]
            if later is not None:
                state.accept(later, closing=True)
                incident_rows.write(self._connection, [state])

    def _accepted_later(self, state: State) -> int | None:
        for when, relay, domain in self._connection.execute(_ACCEPTED_LATER, (state.last,)):
            found = accepted(when, relay, domain or "")
            if state.part == BLOCKLIST:
                same = self._known(state.id).has("server", found.server)
            else:
                same = (state.provider, state.part) == (found.provider, found.part)
            if same and (not of_the_domain(state.kind) or found.domain == state.domain):
                return int(when)
        return None

    def _restore(self, state: dict[str, Any]) -> None:
        self._given = {(*key,): number for *key, number in state["given"]}
        for key in self._given:
            before = [each for each in incident_rows.of_key(self._connection, key) if each.id != self._given[key]]
            self._states.pop(key, None)
            if before:
                self._states[key] = before[-1]
        for row in state["settled"]:
            made = incident_rows.of_row(row)
            self._states[made.key] = made
        self._shown = {(number, kind, value): count for number, kind, value, count in state["shown"]}
        for found in state["mentions"]:
            mention = Refusal(*found)
            mention = mention._replace(order=(*mention.order,), key=(*mention.key,))
            self._mentions[mention.key] = mention
        messages = self._messages({each[2] for each in state["tail"]})
        self._tail = [restored(each, messages[each[2]]) for each in state["tail"] if each[2] in messages]

    def _messages(self, numbers: Iterable[int]) -> dict[int, Message]:
        found, wanted = dict[int, Message](), sorted(numbers)
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            some = wanted[start : start + _IDS_AT_ONCE]
            where = f"id IN ({', '.join('?' * len(some))})"
            for each in rows.messages(self._connection, where, some):
                found[each.id] = self._correlation.messages.same(each)
        return found

    def _course(self, *, copy: bool = False) -> Course:
        """Return a course over what is settled; a copy changes none of it."""
        states = {key: each.copy() for key, each in self._states.items()} if copy else self._states
        return Course(
            states,
            dict(self._mentions) if copy else self._mentions,
            new=self._number if copy else self._new,
            earlier=_none if copy else self._earlier,
            background=self._correlation.background,
        )

    def _run(self, course: Course, found: Sequence[Outcome]) -> None:
        if found:
            self._outcomes.run(course, found, [each for states in self._old.values() for each in states])

    def _meet(self, course: Course, state: State) -> Who:
        """Return where it is counted whom an incident meets."""
        if course is self._settled:
            return self._known(state.id)
        if state.id not in self._shadows:
            self._shadows[state.id] = Who(self._known(state.id))
        return self._shadows[state.id]

    def _known(self, number: int) -> Who:
        """Return whom an incident met, as far as that is settled."""
        if number not in self._who:
            made = incident_rows.who(self._connection, number)
            for (incident, kind, value), count in self._shown.items():
                if incident == number:
                    made.take_back(kind, value, count)
            self._who[number] = made
        return self._who[number]

    def _new(self, key: Key) -> int:
        """Return the number of a new incident: the one that it was shown under, if it was."""
        self._opening = self._given.pop(key) if key in self._given else self._take_number()
        return self._opening

    def _number(self, key: Key) -> int:
        if key not in self._given:
            self._given[key] = self._take_number()
        return self._given[key]

    def _take_number(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _earlier(self, key: Key) -> list[State]:
        """Return a key's incidents but the newest."""
        if key not in self._old:
            newest = self._states.get(key)
            others = {self._opening, *self._given.values(), newest and newest.id}
            self._old[key] = [each for each in incident_rows.of_key(self._connection, key) if each.id not in others]
        return self._old[key]


def _none(_key: Key) -> list[State]:
    """Nothing of the last two seconds is older than what is settled."""
    return []
