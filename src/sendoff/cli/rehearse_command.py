"""`sendoff rehearse`: the mail system twice in private networks, as it is and as it would be, and what differs.

With --json the shape is that of `sendoff.render.rehearsal_json`.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sendoff.cli import documents, planning, rehearsing
from sendoff.cli.command import print_json, say
from sendoff.cli.exit_codes import CHANGES, OK, UNDONE
from sendoff.cli.pages import write
from sendoff.host import Host

if TYPE_CHECKING:
    from sendoff.change.plan import Plan
    from sendoff.host.rehearsing import Staged
    from sendoff.rehearsal.observed import Rehearsal

HELP = "Send the same mails through this mail system as it is and as the JSON would make it, in private networks."
EXAMPLE = "sudo sendoff rehearse server.json"

_TIMEOUT = 30.0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    documents.add_files(parser, live=True)
    parser.add_argument(
        "--ask", action="store_true", help="ask the real next hops how they behave, as `plan` and `apply` do, and have"
        " those who stand in for them behave so",
    )  # fmt: skip
    parser.add_argument(
        "--html", metavar="FILE", help="write one HTML file for who must approve the change: the plan, and what was"
        " seen; asks what `plan` asks",
    )  # fmt: skip
    rehearsing.add_next_hops(parser)
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=float, default=_TIMEOUT, help="wait no longer for the mails' ends than"
        " this; %(default)g if not given",
    )  # fmt: skip
    room = parser.add_mutually_exclusive_group()
    room.add_argument(
        "--keep", action="store_true", help="leave the mail system as it would be open until this command is ended,"
        " and print how to get in",
    )  # fmt: skip
    room.add_argument(
        "--shell", action="store_true", help="open a shell in the mail system as it would be; all of it ends with the"
        " shell",
    )  # fmt: skip


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Rehearse and tell; returns 0 mail flows as the JSON says, 2 it does not, 3 not all of it could be seen."""
    made = planning.Draft(host, documents.asked(host, arguments))()
    habits = rehearsing.habits(host, arguments.next_hops)
    from sendoff.host.rehearsing import known, staged

    if arguments.ask or arguments.html:
        say("asking what the next hops do")
        made, answers = planning.with_answers(host, made)
        habits = {**known.habits(made.transition, answers), **habits}
    with staged(host, made, say, habits=habits, timeout=arguments.timeout) as done:
        if arguments.html:
            _write_page(arguments.html, made, done.rehearsal)
        _tell(arguments, done)
        if arguments.keep or arguments.shell:
            _visit(arguments, done)
    return {True: OK, False: CHANGES, None: UNDONE}[done.rehearsal.flows]


def _write_page(path: str, made: Plan, rehearsal: Rehearsal) -> None:
    from sendoff.cli.plan_command import page

    write(path, page(made, frozenset(), rehearsal))


def _tell(arguments: argparse.Namespace, done: Staged) -> None:
    if arguments.json:
        from sendoff.render.rehearsal_json import as_json

        print_json({**as_json(done.rehearsal), **({"html": arguments.html} if arguments.html else {})})
    elif arguments.html:
        from sendoff.config.masking import printable
        from sendoff.render import rehearsal_text, style

        print(f"written: {printable(arguments.html)}")
        print(rehearsal_text.verdict(done.rehearsal, style.of(sys.stdout)), flush=True)
    else:
        from sendoff.render import rehearsal_text, style

        print(rehearsal_text.text(done.rehearsal, style.of(sys.stdout)), flush=True)


def _visit(arguments: argparse.Namespace, done: Staged) -> None:
    from sendoff.host.rehearsing import visiting

    if done.world is None:
        say("there is no mail system to look around in: Postfix does not start")
    elif arguments.shell:
        visiting.shell(done.world)
    else:
        say("the mail system as it would be stays open until this command is ended; to get in:")
        say(visiting.way_in(done.world))
        visiting.wait()
