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
    documents.add_files(parser)
    add_accept(parser)
    changing.add_options(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Apply the documents."""
    given = documents.read(host, arguments.files)
    documents.settings(given)
    reason = "apply " + " ".join(name for name, _ in given)
    return changing.carry_out(host, arguments, given, lambda: planning.draft(host, given), reason)
