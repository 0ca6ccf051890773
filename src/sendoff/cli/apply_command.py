"""`sendoff apply`: plan, confirmation, apply, verification."""

from __future__ import annotations

import argparse

from sendoff.cli import changing, documents, planning
from sendoff.cli.plan_command import add_accept
from sendoff.host import Host

HELP = "Make this machine as the JSON says: plan, confirm, apply, verify; what does not hold is undone."
EXAMPLE = "sudo sendoff apply server.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    documents.add_files(parser, live=True)
    add_accept(parser)
    changing.add_options(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Apply the documents."""
    given = documents.asked(host, arguments)
    reason = "apply --live" if arguments.live else "apply " + " ".join(name for name, _ in given)
    arguments.accept = sorted(documents.accepted(host, arguments))
    return changing.carry_out(host, arguments, given, planning.Draft(host, given, ask=arguments.live), reason)
