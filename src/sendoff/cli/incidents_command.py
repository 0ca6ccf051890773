"""`sendoff incidents`: who blocks or throttles this server, since when, what it means, and what to do.

With --json: `{"incidents": [...]}`, the newest first; the shape of each stands at `render.incidents_json.as_json`.
With --test-notification: see `testing_notification`.
"""

from __future__ import annotations

import argparse
import sys

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK
from sendoff.cli.moments import add_database, moment
from sendoff.host import Host

HELP = "Show which providers block or throttle this server: their words, what they mean, whose mail it is, what to do."
EXAMPLE = "sendoff incidents --since 30d"

_TOP = 10


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--all", action="store_true", help="closed ones too, as far back as the ledger goes")
    parser.add_argument(
        "--since", metavar="MOMENT", type=moment, help="those too that closed since then: 1d, 2026-11-23"
    )
    parser.add_argument(
        "--test-notification", action="store_true", help="send a message to each place of sendoff::notify, and end"
    )
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the incidents; returns 2 while one of them is open."""
    if arguments.test_notification:
        from sendoff.cli import testing_notification

        return testing_notification.run(host, json=arguments.json)
    import time

    from sendoff.host.ledger.incidents import incidents, met
    from sendoff.host.ledger.reading import ledger

    with ledger(arguments.database) as source:
        everything = arguments.all or arguments.since is not None
        since = None if arguments.all else arguments.since
        found = met(source, incidents(source, since=since, only_open=not everything), _TOP)
    if arguments.json:
        from sendoff.render.incidents_json import as_json

        print_json({"incidents": as_json(found)})
    else:
        from sendoff.render import incidents_text, style

        now = time.time_ns() // 1000
        print(incidents_text.text(found, now, style.of(sys.stdout), everything=everything))
    return CHANGES if any(one.incident.open for one in found) else OK
