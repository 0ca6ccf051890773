"""Telling a person of incidents: one message at the start, one at the end, never one per mail.

`step` is called often and does little: it looks whether something is due, starts the process that sends the message,
and later takes what became of it. Nothing here waits for anybody. What was told is marked when the message went; a
crash between the two repeats a message, and loses none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import incidents, who
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.host.ledger.telling import Untold
from sendoff.host.ledger.writing import Writer
from sendoff.host.telling.process import SECONDS, Message, Sending, Told
from sendoff.host.watching.troubles import Troubles
from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident
from sendoff.monitor.notice import Affected, Notice

MICRO = 1_000_000
FACT = "notify"
"""The ledger's fact: `places` (how many), `last` (when somebody was told, µs), `trouble`, and what is owed."""

SETTLE = 600.0
SETTLE_AGAIN = 3700.0
_NAMED = 3
_AT_THE_END = 3.0
_DAY = 86_400 * MICRO
_KEPT_CASES = 200


class Pace(NamedTuple):
    """How fast it goes (seconds).

    `look` is between two looks at what is due; `gather` from the first thing that is due to its message, so that what
    begins together comes together; `apart` is from a message to the next about a beginning. An incident is over when
    it was closed for `settle`, and `settle_again` where it came back before: after so long it would be another one.
    `pauses` are between tries while nobody can be reached, the last one for ever. `cases` is between two looks at the
    cases.
    """

    look: float = 1.0
    gather: float = 4.0
    apart: float = 60.0
    settle: float = SETTLE
    settle_again: float = SETTLE_AGAIN
    pauses: tuple[float, ...] = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
    cases: float = 60.0
    seconds: float = SECONDS


def pace(settle: float) -> Pace:
    """Return the usual pace, with another time until an incident is over for good (seconds)."""
    return Pace(settle=settle, settle_again=settle / SETTLE * SETTLE_AGAIN)


class Way(NamedTuple):
    """How it is told: where the ledger is, who writes the words, how the server is called, which answers are due."""

    database: str
    words: Callable[[Notice], Message]
    server: Callable[[], str]
    cases: Callable[[int], Sequence[Due]] = lambda _: ()


class _Due(NamedTuple):
    """What a message is about: incidents that began, those that are over (by their ids), and answers that are due."""

    began: tuple[int, ...] = ()
    ended: tuple[int, ...] = ()
    cases: tuple[Due, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.began or self.ended or self.cases)


class Telling:
    """The messages of one watch."""

    def __init__(self, way: Way, troubles: Troubles, how: Pace) -> None:
        self._way, self._troubles, self._pace = way, troubles, how
        self._urls: tuple[str, ...] = ()
        self._sending: Sending | None = None
        self._about = _Due()
        self._told: list[Told] | None = None
        self._next = self._next_cases = 0.0
        self._first: float | None = None
        self._apart = 0.0
        self._failures = 0
        self._state: dict[str, Any] | None = None
        self._cases: tuple[Due, ...] = ()

    def step(self, writer: Writer, urls: Sequence[str]) -> None:
        """Do what is due now, for those who are to be told."""
        if self.busy():
            self._finish(writer)
            return
        if tuple(urls) != self._urls or self._state is None:
            self._turn_to(writer, tuple(urls))
        if not urls or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._pace.look
        due = self._due(writer, time.time_ns() // 1000)
        if time.monotonic() < self._apart:
            due = due._replace(began=())
        if not due:
            self._first = None
        elif self._gathered():
            self._send(writer, due)

    def once(self, writer: Writer, urls: Sequence[str]) -> None:
        """Tell what is due, and wait for it."""
        self._turn_to(writer, tuple(urls))
        if urls and (due := self._due(writer, time.time_ns() // 1000)):
            self._send(writer, due)
        if self._sending:
            self._told = self._sending.wait()
            self._finish(writer)

    def busy(self) -> bool:
        """Tell whether a message is on its way, or went and is not marked yet."""
        return self._sending is not None

    def close(self, do: Callable[[Callable[[Writer], object]], object]) -> None:
        """Give a message that is on its way a little time; what is not marked then is told again. `do` writes."""
        if self._sending:
            self._told = self._told or self._sending.wait(_AT_THE_END)
            do(self._finish)

    def _turn_to(self, writer: Writer, urls: tuple[str, ...]) -> None:
        """Tell these from now on; whom nobody could reach before is tried anew."""
        self._state = self._state or self._kept()
        self._urls, self._failures, self._next = urls, 0, 0.0
        if not urls:
            self._troubles.over(FACT)
            self._state |= {"trouble": None, "owed": []}
        self._keep(writer, places=len(urls))

    def _due(self, writer: Writer, now: int) -> _Due:
        found = writer.untold(self._state_of("owed"))
        if time.monotonic() >= self._next_cases:
            self._next_cases = time.monotonic() + self._pace.cases
            self._cases = self._overdue(now)
        told = self._state_of("cases")
        return _Due(
            tuple(one.id for one in found if one.closed is None and now - one.last <= _DAY),
            tuple(one.id for one in found if one.closed is not None and now - one.closed >= self._settle(one)),
            tuple(case for case in self._cases if [case.number, case.due] not in told),
        )

    def _overdue(self, now: int) -> tuple[Due, ...]:
        try:
            found = tuple(self._way.cases(now))
        except HostError as error:
            self._troubles.tell("cases", error)
            return ()
        except Exception as error:  # noqa: BLE001 - a case that is not as it should be must not end the watch
            self._troubles.tell("cases", HostError(f"the cases cannot be read ({type(error).__name__})"))
            return ()
        self._troubles.over("cases")
        return found

    def _settle(self, one: Untold) -> float:
        return MICRO * (self._pace.settle_again if one.reopened else self._pace.settle)

    def _gathered(self) -> bool:
        if self._first is None:
            self._first = time.monotonic()
        return time.monotonic() >= self._first + self._pace.gather

    def _send(self, writer: Writer, due: _Due) -> None:
        self._first = None
        try:
            with ledger(self._way.database) as opened:
                known = {one.id: one for one in incidents(opened)}
                began, ended = (
                    tuple(_affected(opened, known[number]) for number in some if number in known)
                    for some in (due.began, due.ended)
                )
            notice = Notice(self._way.server(), time.time_ns() // 1000, began, ended, due.cases)
            self._sending = Sending(self._urls, self._way.words(notice), self._pace.seconds)
        except HostError as error:
            self._failed(writer, due, error.what)
            return
        except Exception as error:  # noqa: BLE001 - whatever a stranger's words do to the text, the watch goes on
            self._failed(writer, due, f"the message could not be written ({type(error).__name__})")
            return
        self._about = due

    def _finish(self, writer: Writer) -> None:
        """Mark what was told. Where the ledger refuses, that is tried again, not the message sent again."""
        if self._sending and self._told is None:
            self._told = self._sending.done()
        told, due = self._told, self._about
        if told is None:
            return
        if all(one.error for one in told):
            self._sending = self._told = None
            self._failed(writer, due, "nobody could be told of an incident: " + _failures(told))
            return
        now = time.time_ns() // 1000
        writer.told(due.began, due.ended, now)
        self._sending = self._told = None
        self._failures, self._apart = 0, time.monotonic() + self._pace.apart
        done = {*due.began, *due.ended}
        trouble = "one message did not reach everybody: " + _failures(told) if any(one.error for one in told) else None
        self._keep(
            writer,
            last=now,
            trouble=trouble,
            owed=[number for number in self._state_of("owed") if number not in done],
            cases=[*self._state_of("cases"), *([case.number, case.due] for case in due.cases)][-_KEPT_CASES:],
        )
        if trouble:
            self._troubles.tell(FACT, HostError(trouble, _MEND), again="the next message goes there again")
        else:
            self._troubles.over(FACT)

    def _failed(self, writer: Writer, due: _Due, what: str) -> None:
        """Note that nobody was reached, and try again later; what ends meanwhile is owed all the same."""
        pauses = self._pace.pauses
        self._next = time.monotonic() + pauses[min(self._failures, len(pauses) - 1)]
        self._failures += 1
        owed = dict.fromkeys([*self._state_of("owed"), *due.began])
        self._keep(writer, trouble=what, owed=[*owed])
        self._troubles.tell(FACT, HostError(what, _MEND))

    def _kept(self) -> dict[str, Any]:
        found = None
        with suppress(HostError), ledger(self._way.database) as opened:
            found = opened.fact(FACT)
        return {"places": 0, "last": None, "trouble": None, "owed": [], "cases": [], **(found or {})}

    def _state_of(self, name: str) -> list[Any]:
        found: list[Any] = (self._state or {}).get(name, [])
        return found

    def _keep(self, writer: Writer, **members: Any) -> None:
        before = dict(self._state or {})
        self._state = {**before, **members}
        if self._state != before:
            writer.fact(FACT, self._state)
            writer.commit()


_MEND = "`sendoff incidents --test-notification` tries each URL of sendoff::notify."


def _affected(opened: Ledger, one: Incident) -> Affected:
    return Affected(one, *(tuple(who(opened, one.id, kind, _NAMED)) for kind in ("sender", "user")))


def _failures(told: Sequence[Told]) -> str:
    """Return what went wrong, place by place: its number in sendoff::notify and its service, never the URL."""
    failed = (one for one in told if one.error)
    return "; ".join(f"URL {one.number}{f' ({one.service})' if one.service else ''}: {one.error}" for one in failed)
