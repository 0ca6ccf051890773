"""`sendoff report`: what became of the mail of a span, compared with the usual.

With --json the shape is that of `sendoff.render.report_json`; with --html, `{"html": FILE, "complete": bool}` too says
where the page was written.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.cli.moments import add_database, moment
from sendoff.host import Host

if TYPE_CHECKING:
    from sendoff.delivery.report import Report

HELP = "Show what became of the mail: counts by destination, sender and reason, delays, and what is unusual."
EXAMPLE = "sendoff report --since 1d"

_TEXT_ROWS, _ROWS, _MOST_ROWS = 4, 20, 10_000


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--since", metavar="WHEN", type=moment, help="where the span begins (default: a day before)")
    parser.add_argument("--until", metavar="WHEN", type=moment, help="where it ends (default: now)")
    parser.add_argument(
        "--top",
        metavar="N",
        type=_rows,
        help=f"how many of each to show (default: {_TEXT_ROWS}; {_ROWS} in JSON and HTML)",
    )
    parser.add_argument("--html", metavar="FILE", help="write one HTML file with charts, which needs nothing else")
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:  # noqa: ARG001
    """Print the report; returns 0. What cannot be read raises HostError, which ends with 1."""
    import time

    from sendoff.delivery.report_usual import DAY
    from sendoff.host.errors import HostError
    from sendoff.host.ledger.reading import ledger
    from sendoff.host.ledger.reporting import report

    now = time.time_ns() // 1000
    until = now if arguments.until is None else min(arguments.until, now)
    since = until - DAY if arguments.since is None else arguments.since
    if since >= until:
        raise HostError("the span has no length: it ends before it begins", "Give --since a moment before --until.")
    wide = arguments.json or arguments.html
    shown = arguments.top or (_ROWS if wide else _TEXT_ROWS)
    with ledger(arguments.database) as opened:
        found = report(opened, since, until, now, shown)
    if arguments.html:
        _write_page(found, arguments.html, as_json=arguments.json)
    elif arguments.json:
        from sendoff.render.report_json import as_json

        print_json(as_json(found))
    else:
        from sendoff.render import report_text, style

        print(report_text.text(found, style.of(sys.stdout), shown))
    return OK


def _rows(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_ROWS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {_MOST_ROWS}")
    return int(text)


def _write_page(found: Report, path: str, *, as_json: bool) -> None:
    import os

    from sendoff.cli import pages
    from sendoff.render import report_html

    pages.write(path, report_html.page(found, os.uname().nodename))
    if as_json:
        print_json({"html": path, "complete": found.knowledge.complete})
    else:
        print(f"written: {path}")
