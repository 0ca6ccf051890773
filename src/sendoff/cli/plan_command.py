"""`sendoff plan`: the difference between the machine and the JSON, and its consequences."""

from __future__ import annotations

import argparse
import sys

from sendoff.cli import documents, planning
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK, PROBLEM
from sendoff.host import Host

HELP = "Show the difference between this machine and the JSON, parameter by parameter, and its consequences."
EXAMPLE = "sendoff plan guideline.json server.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    documents.add_files(parser)
    add_accept(parser)


def add_accept(parser: argparse.ArgumentParser) -> None:
    """Add --accept."""
    parser.add_argument(
        "--accept", action="append", default=[], metavar="ID", help="accept a consequence that is refused otherwise"
    )


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the plan; the machine is only read."""
    made = planning.judged(host, planning.draft(host, documents.read(host, arguments.files)))
    accepted = frozenset(arguments.accept)
    if arguments.json:
        from sendoff.render.plan_json import as_json  # start-up

        print_json(as_json(made, accepted))
    elif made.in_sync:
        print("in sync: nothing to do")
    else:
        from sendoff.render import plan_text, style  # start-up

        print(plan_text.text(made, accepted, style.of(sys.stdout)))
    if made.in_sync:
        return OK
    return PROBLEM if made.refused(accepted) else CHANGES
