"""What apply and rollback share: lock, recovery, plan, rehearsal, confirmation, installing, applying, telling."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sendoff.change.outcome import Outcome
from sendoff.change.plan import Plan
from sendoff.cli import planning, rehearsing
from sendoff.cli.command import print_json, say
from sendoff.cli.documents import Documents
from sendoff.cli.exit_codes import APPLY_RESULTS
from sendoff.host import Host, applying, lock, packages
from sendoff.host.errors import HostError
from sendoff.rehearsal.before import FIRST, INSTALLED, Before
from sendoff.render import outcome_text, plan_text, style
from sendoff.render.plan_json import as_json

if TYPE_CHECKING:
    from sendoff.change.facts import Answers
    from sendoff.rehearsal.habit import Habit


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that change the machine."""
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    parser.add_argument("--digest", metavar="DIGEST", help="apply only the plan that was shown with this digest")
    parser.add_argument(
        "--wait", type=float, default=60.0, metavar="SECONDS", help="how long to wait for another apply (default 60)"
    )
    parser.add_argument(
        rehearsing.OPTION, action="store_true", help="do not rehearse the change in private networks before it is made"
    )
    rehearsing.add_next_hops(parser)


class _Order(NamedTuple):
    """What was asked for, the consequences that are accepted by id, and what is known of next hops."""

    arguments: argparse.Namespace
    accepted: frozenset[str]
    habits: Mapping[str, Habit]


class _Weighed(NamedTuple):
    """A plan, how its rehearsal went (None: there was none to be), and why it must not be applied, if so."""

    plan: Plan
    before: Before | None = None
    outcome: Outcome | None = None


def carry_out(
    host: Host, arguments: argparse.Namespace, documents: Documents, draft: Callable[[], Plan], reason: str
) -> int:
    """Plan, show, confirm, apply and tell; returns the exit code. `draft` makes the plan from the machine as it is."""
    if os.geteuid() != 0:
        raise HostError("changing this machine's mail needs root", "Run the command with sudo.")
    order = _Order(arguments, frozenset(arguments.accept), rehearsing.habits(host, arguments.next_hops))
    with lock.held(host, arguments.wait, say):
        recovered = applying.recover(host, say)
        if recovered:
            say(recovered)
        packages.release_services(host)
        found = _weighed(host, order, draft())
        shown, outcome = found.plan, found.outcome or _unconfirmed(arguments)
        if outcome is None:
            found = _install(host, order, found, draft)
            outcome = found.outcome
        if outcome is None:
            with _undisturbed():
                outcome = applying.apply(
                    host, found.plan, documents, reason=reason, accepted=order.accepted, say=say
                )  # fmt: skip
    return _tell(order, shown, found.before, outcome)


def _weighed(host: Host, order: _Order, drafted: Plan) -> _Weighed:
    """Show a plan with its consequences, then what its rehearsal found, as far as it may be applied."""
    made, answers = planning.with_answers(host, drafted)
    arguments = order.arguments
    expected = rehearsing.expected(made, skip=arguments.no_rehearse)
    if not arguments.json and not made.in_sync:
        print(plan_text.text(made, order.accepted, style.of(sys.stdout), expected), flush=True)
    outcome = _refusal(order, made)
    if outcome or expected is None or expected.when != FIRST:
        return _Weighed(made, None, outcome)
    return _rehearsed(host, order, made, answers)


def _rehearsed(host: Host, order: _Order, made: Plan, answers: Answers) -> _Weighed:
    before = rehearsing.rehearse(host, made, answers, order.habits)
    made = rehearsing.weighed(made, before)
    if not order.arguments.json:
        from sendoff.render import before_text

        print(before_text.text(before, made, order.accepted, style.of(sys.stdout)), flush=True)
    return _Weighed(made, before, rehearsing.refusal(made, before, order.accepted))


def _refusal(order: _Order, made: Plan) -> Outcome | None:
    """Return why nothing will be done whatever a rehearsal finds, or None when the plan may be applied."""
    arguments = order.arguments
    if made.in_sync:
        return Outcome("nothing", made.transition.machine.current.number if made.transition.machine.current else None)
    if arguments.digest and arguments.digest != made.digest:
        what = f"the plan has moved since it was shown (it is now {made.digest})"
        return Outcome("refused", why=what, mend="Look at the new plan, then apply that one.")
    refused = made.refused(order.accepted)
    if refused:
        ids = ", ".join(sorted({found.id for found in refused}))
        options = " ".join(f"--accept {found.id}" for found in refused)
        return Outcome(
            "refused",
            why=f"the plan has consequences that are refused: {ids}",
            mend=f"Mend them in the JSON, or accept them by name: {options}",
        )
    return None if _is_confirmed(arguments) or _can_ask(arguments) else _NOT_CONFIRMED


_NOT_CONFIRMED = Outcome(
    "refused", why="not confirmed", mend="Answer y, or give --yes where no terminal can be asked."
)  # fmt: skip


def _unconfirmed(arguments: argparse.Namespace) -> Outcome | None:
    """Ask, where that was not said before; return that the answer is no."""
    return None if _is_confirmed(arguments) or _confirmed(arguments) else _NOT_CONFIRMED


def _is_confirmed(arguments: argparse.Namespace) -> bool:
    return bool(arguments.yes or arguments.digest)


def _can_ask(arguments: argparse.Namespace) -> bool:
    return bool(not arguments.json and sys.stdin and sys.stdin.isatty() and sys.stdout.isatty())


def _confirmed(arguments: argparse.Namespace) -> bool:
    if not _can_ask(arguments):
        return False
    return input("Apply this plan? [y/N] ").strip().lower() in ("y", "yes")


def _install(host: Host, order: _Order, found: _Weighed, draft: Callable[[], Plan]) -> _Weighed:
    """Install what is missing; return the plan that holds now, rehearsed where it could not be before."""
    made = found.plan
    if not made.packages:
        if draft().digest == made.digest:
            return found
        why = "the machine or the documents have moved since the plan was shown"
        return found._replace(outcome=Outcome("refused", why=why, mend="Look at the new plan, then apply that one."))
    say(f"installing {', '.join(made.packages)}")
    packages.install(host, made.packages)
    # What the plan assumed of a Postfix that was not there yet is now known.
    again, answers = planning.with_answers(host, draft())
    refused = ", ".join(sorted({each.id for each in again.refused(order.accepted)}))
    if refused:
        why = f"after installing, the plan has consequences that are refused: {refused}"
        return found._replace(plan=again, outcome=Outcome("refused", why=why))
    expected = rehearsing.expected(made, skip=order.arguments.no_rehearse)
    if expected and expected.when == INSTALLED:
        return _rehearsed(host, order, again, answers)
    return found._replace(plan=again)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no Ctrl-C and no closed terminal break off a change half way; it takes seconds."""
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(kind, signal.SIG_IGN) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def _tell(order: _Order, made: Plan, before: Before | None, outcome: Outcome) -> int:
    if order.arguments.json:
        from sendoff.render import before_json

        expected = rehearsing.expected(made, skip=order.arguments.no_rehearse)
        plan = as_json(made, order.accepted, expected)
        rehearsal = before_json.as_json(before) if before else None
        print_json({"plan": plan, "rehearsal": rehearsal, "outcome": outcome_text.as_json(outcome)})
    else:
        stream = sys.stdout if outcome.result in ("done", "nothing") else sys.stderr
        print(outcome_text.text(outcome, style.of(stream)), file=stream)
    return APPLY_RESULTS[outcome.result]
