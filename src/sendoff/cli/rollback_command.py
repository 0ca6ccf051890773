"""`sendoff rollback`: going back is an apply like any other."""

from __future__ import annotations

import argparse

from sendoff.change.plan import Plan, restoring
from sendoff.cli import changing, planning
from sendoff.cli.plan_command import add_accept
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.observe import observe
from sendoff.host.texts import decoded

HELP = "Go back to an earlier configuration (the one before the current, unless N is given; 0 is what sendoff found)."
EXAMPLE = "sudo sendoff rollback 3"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("number", nargs="?", type=int, metavar="N", help="the generation to go back to")
    add_accept(parser)
    changing.add_options(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Plan and apply the documents of an earlier generation as they are made for today's machine."""
    number = _target(host, arguments.number)
    if number == 0:
        return changing.carry_out(host, arguments, [], lambda: _as_found(host), "rollback to 0")
    stored = store.documents_of(host, number)
    if not stored:
        raise HostError(f"generation {number} has no documents to go back to", "`sendoff history` lists the others.")
    given = [(f"{name} (generation {number})", data) for name, data in stored]
    return changing.carry_out(host, arguments, given, planning.Draft(host, given), f"rollback to {number}")


def _target(host: Host, wanted: int | None) -> int:
    known = store.numbers(host)
    if len(known) < 2 and wanted is None:  # noqa: PLR2004
        raise HostError("nothing was applied yet, so there is nothing to go back to")
    number = known[-2] if wanted is None else wanted
    if number not in known:
        raise HostError(f"there is no generation {number}", "`sendoff history` lists them.")
    return number


def _as_found(host: Host) -> Plan:
    text = store.file_of(host, 0, "main.cf")
    master = store.file_of(host, 0, "master.cf")
    if text is None or master is None:
        raise HostError(
            "there was no Postfix configuration before sendoff's first apply, so there is none to go back to",
            "Name a later generation, or remove the package postfix to stop sending mail.",
        )
    return restoring(observe(host), decoded(text), decoded(master))
