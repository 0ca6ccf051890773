"""`sendoff case list` and `case show`: nothing is changed."""

from __future__ import annotations

import argparse
import sys
import time

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.config.masking import printable
from sendoff.host import Host


def every(arguments: argparse.Namespace, host: Host) -> int:
    """Print the open cases; with --all those that are over, too. Files that are no case are named."""
    from sendoff.host.cases import due_at, shelf
    from sendoff.host.casing.ending import ends
    from sendoff.render import case_json

    now = time.time_ns() // 1000
    found = shelf(host.files, arguments.cases)
    known = ends(found.cases, arguments.database)
    wanted = [(case, due_at(case)) for case in known.cases if getattr(arguments, "all", False) or not case.over]
    if arguments.json:
        summaries = [case_json.summary(case, due, now) for case, due in wanted]
        print_json(case_json.listed(summaries, found.broken, known.unknown))
        return OK
    from sendoff.render import case_text, style

    look = style.of(sys.stdout)
    lines = list(case_text.listed(wanted, now, look))
    print("\n".join(lines) if lines else _nothing(len(found.cases)))
    for path, why in found.broken:
        print(look.paint(f"cannot be read: {printable(path)}: {printable(why)}", "red"))
    if known.unknown:
        print(look.paint(f"whether one has ended is not known: {printable(known.unknown)}", "yellow"))
    return OK


def _nothing(count: int) -> str:
    if not count:
        return "no cases; `sendoff case open PROVIDER` opens one"
    return f"no open cases; {count} are over: `sendoff case list --all`"


def show(arguments: argparse.Namespace, host: Host) -> int:
    """Print the whole of a case."""
    from sendoff.host.cases import due_at, one
    from sendoff.host.casing.ending import ends

    now = time.time_ns() // 1000
    known = ends([one(host.files, arguments.cases, arguments.number)], arguments.database)
    [case] = known.cases
    if arguments.json:
        from sendoff.render import case_json

        print_json({**case_json.whole(case, due_at(case), now), "unknown": known.unknown or None})
        return OK
    from sendoff.render import case_text, style

    print(case_text.shown(case, due_at(case), now, style.of(sys.stdout)))
    if known.unknown:
        print(f"whether it has ended is not known: {printable(known.unknown)}")
    return OK
