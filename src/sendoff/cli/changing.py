"""What apply and rollback share: lock, recovery, plan, confirmation, installing, applying, telling."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sendoff.change.outcome import Outcome
from sendoff.change.plan import Plan
from sendoff.cli import planning
from sendoff.cli.command import print_json, say
from sendoff.cli.documents import Documents
from sendoff.cli.exit_codes import APPLY_RESULTS
from sendoff.host import Host, applying, lock, packages
from sendoff.host.errors import HostError
from sendoff.render import outcome_text, plan_text, style
from sendoff.render.plan_json import as_json


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that change the machine."""
    parser.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    parser.add_argument("--digest", metavar="DIGEST", help="apply only the plan that was shown with this digest")
    parser.add_argument(
        "--wait", type=float, default=60.0, metavar="SECONDS", help="how long to wait for another apply (default 60)"
    )


def carry_out(
    host: Host, arguments: argparse.Namespace, documents: Documents, draft: Callable[[], Plan], reason: str
) -> int:
    """Plan, show, confirm, apply and tell; returns the exit code. `draft` makes the plan from the machine as it is."""
    if os.geteuid() != 0:
        raise HostError("changing this machine's mail needs root", "Run the command with sudo.")
    accepted = frozenset(arguments.accept)
    with lock.held(host, arguments.wait, say):
        recovered = applying.recover(host, say)
        if recovered:
            say(recovered)
        packages.release_services(host)
        made = planning.judged(host, draft())
        _show(arguments, made, accepted)
        outcome = _refusal(arguments, made, accepted)
        if outcome is None:
            again, outcome = _install(host, made, draft, accepted)
            with _undisturbed():
                outcome = outcome or applying.apply(host, again, documents, reason=reason, accepted=accepted, say=say)
    return _tell(arguments, made, accepted, outcome)


def _show(arguments: argparse.Namespace, made: Plan, accepted: frozenset[str]) -> None:
    if not arguments.json and not made.in_sync:
        print(plan_text.text(made, accepted, style.of(sys.stdout)), flush=True)


def _refusal(arguments: argparse.Namespace, made: Plan, accepted: frozenset[str]) -> Outcome | None:
    """Return why nothing will be done, or None when the plan may be applied."""
    if made.in_sync:
        return Outcome("nothing", made.transition.machine.current.number if made.transition.machine.current else None)
    if arguments.digest and arguments.digest != made.digest:
        what = f"the plan has moved since it was shown (it is now {made.digest})"
        return Outcome("refused", why=what, mend="Look at the new plan, then apply that one.")
    refused = made.refused(accepted)
    if refused:
        ids = ", ".join(sorted({found.id for found in refused}))
        options = " ".join(f"--accept {found.id}" for found in refused)
        return Outcome(
            "refused",
            why=f"the plan has consequences that are refused: {ids}",
            mend=f"Mend them in the JSON, or accept them by name: {options}",
        )
    if not (arguments.yes or arguments.digest or _confirmed(arguments)):
        return Outcome("refused", why="not confirmed", mend="Answer y, or give --yes where no terminal can be asked.")
    return None


def _confirmed(arguments: argparse.Namespace) -> bool:
    if arguments.json or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return input("Apply this plan? [y/N] ").strip().lower() in ("y", "yes")


def _install(
    host: Host, made: Plan, draft: Callable[[], Plan], accepted: frozenset[str]
) -> tuple[Plan, Outcome | None]:
    """Install what is missing; return the plan that holds now, and why it must not be applied, if so."""
    if not made.packages:
        if draft().digest == made.digest:
            return made, None
        why = "the machine or the documents have moved since the plan was shown"
        return made, Outcome("refused", why=why, mend="Look at the new plan, then apply that one.")
    say(f"installing {', '.join(made.packages)}")
    packages.install(host, made.packages)
    # What the plan assumed of a Postfix that was not there yet is now known.
    again = planning.judged(host, draft())
    refused = ", ".join(sorted({found.id for found in again.refused(accepted)}))
    if refused:
        return again, Outcome("refused", why=f"after installing, the plan has consequences that are refused: {refused}")
    return again, None


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


def _tell(arguments: argparse.Namespace, made: Plan, accepted: frozenset[str], outcome: Outcome) -> int:
    if arguments.json:
        print_json({"plan": as_json(made, accepted), "outcome": outcome_text.as_json(outcome)})
    else:
        stream = sys.stdout if outcome.result in ("done", "nothing") else sys.stderr
        print(outcome_text.text(outcome, style.of(stream)), file=stream)
    return APPLY_RESULTS[outcome.result]
