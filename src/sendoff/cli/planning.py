"""Making a plan: documents, machine and consequences brought together."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from sendoff.change.plan import Plan, Transition, plan, with_consequences
from sendoff.change.state import Machine
from sendoff.cli import documents
from sendoff.cli.documents import Documents
from sendoff.host import Host
from sendoff.host.observe import observe

if TYPE_CHECKING:
    from sendoff.change.facts import Answers
    from sendoff.change.replay import Replay


class Draft:
    """Makes the plan for documents, without its consequences, as often as it is asked for; the machine is only read.

    What open incidents call for is looked up once: mail comes and goes between a plan that was shown and its apply.
    `ask` has providers asked whether they take this server's mail again (`host.on_block`).
    """

    def __init__(self, host: Host, given: Documents, *, ask: bool = False) -> None:
        """Read the documents.

        Raises:
            InvalidInput: with every problem of every document.
        """
        self._host = host
        self._given = given
        self._ask = ask
        self._settings = documents.settings(given)
        self._seen: Machine | None = None

    def __call__(self) -> Plan:
        """Return the plan."""
        return plan(self._settings, self._machine(), documents.stamps(self._host, self._given, self._settings))

    def _machine(self) -> Machine:
        machine = observe(self._host)
        if not self._settings.on_block:
            return machine
        if self._seen is None:
            from sendoff.host import on_block  # start-up: only where the document names a provider

            self._seen = on_block.look(self._host, self._settings, machine, ask=self._ask)
        return machine._replace(routes=self._seen.routes, released=self._seen.released)


def draft(host: Host, given: Documents) -> Plan:
    """Return the plan for documents without its consequences; the machine is only read."""
    return Draft(host, given)()


class Past(NamedTuple):
    """The mail that a plan is to be counted by: since when (microseconds since 1970), and the ledger that has it."""

    since: int
    database: str


class Judged(NamedTuple):
    """A plan with its consequences, and the answers that they were judged by."""

    plan: Plan
    answers: Answers


def judged(host: Host, made: Plan, past: Past | None = None) -> Plan:
    """Return a plan with its consequences; see `with_answers`."""
    return with_answers(host, made, past).plan


def with_answers(host: Host, made: Plan, past: Past | None = None) -> Judged:
    """Return a plan with what its rules find, after asking the world for what they need.

    A plan that changes nothing brings nothing, and no rule knows what files mean that sendoff did not make.
    With `past`, what it would have done to that mail is counted.

    Raises:
        HostError: the ledger cannot be read.
    """
    step = made.transition
    if made.in_sync or not step.compiled.parameters:
        return Judged(made, {})
    from sendoff.change import consequences  # start-up: not needed when in sync
    from sendoff.host.asks import answer

    answers = answer(host, consequences.asks(step))
    found = with_consequences(made, tuple(consequences.judge(step, answers)))
    return Judged(found._replace(replay=_replayed(step, answers, past)) if past else found, answers)


def _replayed(step: Transition, answers: Answers, past: Past) -> Replay:
    from sendoff.change.replay import replay, wanted  # start-up: only where it is asked for
    from sendoff.host.ledger.reading import ledger
    from sendoff.host.ledger.traffic import traffic

    with ledger(past.database) as opened:
        return replay(step, traffic(opened, past.since, time.time_ns() // 1000, wanted(step)), answers)
