"""`sendoff plan`: the difference between the machine and the JSON, and its consequences."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sendoff.change.plan import Plan
from sendoff.cli import documents, planning
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK, PROBLEM
from sendoff.cli.moments import add_database, moment
from sendoff.config.masking import printable
from sendoff.host import Host

if TYPE_CHECKING:
    from sendoff.rehearsal.before import Expected
    from sendoff.rehearsal.observed import Rehearsal

HELP = "Show the difference between this machine and the JSON, parameter by parameter, and its consequences."
EXAMPLE = "sendoff plan guideline.json server.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    documents.add_files(parser, live=True)
    add_accept(parser)
    parser.add_argument(
        "--replay", metavar="SINCE", type=moment, help="count what this would have done to the mail since then, such as"
        " 7d, by the ledger",
    )  # fmt: skip
    parser.add_argument("--html", metavar="FILE", help="write one HTML file for who must approve the change")
    add_database(parser)


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Add --accept."""
    parser.add_argument(
        "--accept", action="append", default=[], metavar="ID", help="accept a consequence that is refused otherwise"
    )


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the plan; the machine is only read."""
    given = documents.asked(host, arguments)
    past = planning.Past(arguments.replay, arguments.database) if arguments.replay is not None else None
    made = planning.judged(host, planning.Draft(host, given, ask=arguments.live)(), past)
    accepted = documents.accepted(host, arguments)
    if arguments.html:
        from sendoff.cli.pages import write  # start-up: only for a page

        write(arguments.html, page(made, accepted))
    if arguments.json:
        from sendoff.render.plan_json import as_json  # start-up

        told = as_json(made, accepted, _expected(made))
        print_json({**told, **({"html": arguments.html} if arguments.html else {})})
    elif arguments.html:
        print(f"written: {printable(arguments.html)}")
    elif made.in_sync:
        print("in sync: nothing to do")
    else:
        from sendoff.render import plan_text, style  # start-up

        print(plan_text.text(made, accepted, style.of(sys.stdout), _expected(made)))
    if made.in_sync:
        return OK
    return PROBLEM if made.refused(accepted) else CHANGES


def _expected(made: Plan) -> Expected | None:
    if made.in_sync:
        return None
    from sendoff.cli import rehearsing  # start-up: not needed when in sync

    return rehearsing.expected(made)


def page(made: Plan, accepted: frozenset[str], rehearsal: Rehearsal | None = None) -> str:
    """Return the plan as a page, with what a rehearsal of it saw."""
    import time  # start-up: only for a page

    from sendoff.render.moments import local
    from sendoff.render.plan_html import page as written

    server = made.transition.settings.server_name or made.transition.machine.host_name
    return written(made, accepted, server, local(time.time_ns() // 1000), rehearsal)
