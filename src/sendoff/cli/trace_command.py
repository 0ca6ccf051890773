"""`sendoff trace`: where a mail is, by address, domain, user, queue id, message id or time.

The shape of `--json` stands at `render.trace_json.as_json`.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from sendoff.cli.command import print_json
from sendoff.cli.moments import add_database, moment, seconds
from sendoff.config.masking import printable
from sendoff.delivery.trace_question import FORMS, understood
from sendoff.delivery.trace_words import exit_code
from sendoff.host import Host
from sendoff.host.errors import HostError

if TYPE_CHECKING:
    from sendoff.delivery.trace_known import Answer, Traced
    from sendoff.host.ledger.tracing_answer import Wish

HELP = "Tell where a mail is: one verdict for each recipient, the remote server's words, and what is not known."
EXAMPLE = "sendoff trace customer@example.org --since 2d"

_LIMIT = 50
_POLL_SECONDS = 0.5


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "what",
        metavar="WHAT",
        nargs="*",
        help="an address, a domain, a user, a queue id or a message id; any of several",
    )
    parser.add_argument("--since", metavar="MOMENT", type=moment, help="mail seen since then: 2h, 1d, 2026-11-23T14:05")
    parser.add_argument("--until", metavar="MOMENT", type=moment, help="mail seen until then")
    parser.add_argument("--as", dest="take_as", choices=FORMS, help="what WHAT is, where its form is not enough")
    parser.add_argument(
        "--limit", metavar="N", type=_count, default=_LIMIT, help=f"the newest N messages (default {_LIMIT})"
    )
    parser.add_argument("--follow", action="store_true", help="tell what changes, until all is final")
    parser.add_argument("--timeout", metavar="SECONDS", type=seconds, help="follow no longer than this")
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print where it is; with --follow, until all is final. 0 delivered, 2 not, 1 nothing found, 3 unknown."""
    from sendoff.host.ledger.tracing_answer import answer

    wish = _wish(arguments, host)
    found = answer(host, arguments.database, wish)
    if not arguments.json:
        _print(found)
    if arguments.follow:
        found = _follow(arguments, host, wish, found)
    if arguments.json:
        from sendoff.render.trace_json import as_json

        print_json(as_json(found))
    return exit_code(found)


def _wish(arguments: argparse.Namespace, host: Host) -> Wish:
    from sendoff.host.ledger.tracing import Span
    from sendoff.host.ledger.tracing_answer import Wish

    if not arguments.what and arguments.since is None and arguments.until is None:
        raise HostError("nothing is asked for", "Give an address, a domain, a queue id, a message id, or --since.")
    own = _own_domains(host) if any("@" not in text for text in arguments.what) else []
    try:
        questions = tuple(understood(text, arguments.take_as, own) for text in arguments.what)
    except ValueError as error:
        raise HostError(printable(str(error)), "See `sendoff trace --help`.") from None
    return Wish(questions, Span(arguments.since, arguments.until), arguments.limit)


def _own_domains(host: Host) -> list[str]:
    """Return the domains that Postfix adds to a user's name."""
    import os

    from sendoff.host.texts import live_parameters

    try:
        found = live_parameters(host)
    except HostError:
        found = {}
    named = [found.get(name, "") for name in ("myorigin", "myhostname")]
    return [name for name in (*named, os.uname().nodename) if name and not name.startswith(("$", "/"))]


def _print(found: Answer) -> None:
    from sendoff.render import style, trace_text

    print(trace_text.text(found, style.of(sys.stdout)), flush=True)


def _follow(arguments: argparse.Namespace, host: Host, wish: Wish, found: Answer) -> Answer:
    """Look whenever the ledger has changed; print verdicts that are new. Returns the last answer."""
    import time

    from sendoff.host.ledger.tracing_answer import answer

    deadline = None if arguments.timeout is None else time.monotonic() + arguments.timeout
    seen, states = _version(host, arguments.database), _states(found)
    while not found.final and (deadline is None or time.monotonic() < deadline):
        time.sleep(_POLL_SECONDS)
        version = _version(host, arguments.database)
        if version == seen:
            continue
        found, seen = answer(host, arguments.database, wish), version
        if not arguments.json:
            _print_news(found, states)
        states = _states(found)
    return found


def _version(host: Host, path: str) -> tuple[object, ...]:
    """Return what is another thing after the ledger was written to."""
    return tuple(host.files.status(name) for name in (path, f"{path}-wal"))


def _states(found: Answer) -> set[object]:
    return {_state(one) for one in found.traced}


def _state(one: Traced) -> object:
    end = one.end
    return (end.mail.id, end.recipient, end.verdict, end.fate and end.fate.attempts, one.notices)


def _print_news(found: Answer, before: set[object]) -> None:
    from sendoff.render import style, trace_text

    for one in found.traced:
        if _state(one) not in before:
            print(trace_text.change(one, style.of(sys.stdout)), flush=True)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is not a number of messages")
    return int(text)
