"""`sendoff queue`: what waits, where to, why, and whose it is.

With --json the result is `{"messages", "recipients", "bytes", "oldest", "ages": [...], "asked", "what", "in_queue",
"read_from": postfix|files, "complete": bool, "truncated", "unreadable", "users_unknown", "queues": [{"queue",
"messages", "recipients", "bytes", "oldest", "ages"}], "next_retry": {"soonest", "latest", "due", "known", "unknown"},
"age_minutes": [...], "by": {"destination", "reason", "sender", "user"}, "first": [{"queue_id", "queue", "arrival",
"size", "envelope_sender", "submitted_by", "next_retry", "forced_expire", "recipients_count", "recipients":
[{"address", "reason"}]}]}`. Each of `by` is `{"groups", "not_grouped", "first": [{"name", "messages", "recipients",
"bytes", "oldest", "ages", "example": {"queue_id", "recipient", "reason"}}]}`; only reasons have an example. `ages`
counts recipients: those that wait for at most `age_minutes`, minute by minute, and then the older ones. `in_queue`
counts all messages, `messages` those that WHAT asks for. `truncated` says why messages are missing, or is null.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.cli.moments import add_database
from sendoff.config.masking import printable
from sendoff.delivery.queue_view import KINDS, SORTS, UNKNOWN_USER, Answer, View, matching
from sendoff.delivery.waiting import Waiting
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.queue_listing import SECONDS, listing
from sendoff.host.spool import spool

HELP = "Show what waits in the queue: where to and how long, why, and whose it is."
EXAMPLE = "sendoff queue example.net --by reason"

_FEW, _MORE = 5, 20
_CHUNK = 1000
_LARGEST = 1_000_000


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "what", metavar="WHAT", nargs="?", help="only mail to or from this address or domain, or of this queue id"
    )
    parser.add_argument("--by", choices=KINDS, help="only this table, and more of it")
    parser.add_argument(
        "--sort", choices=SORTS, default="count", help="groups by recipients, oldest message or bytes (default: count)"
    )
    parser.add_argument(
        "--top", metavar="N", type=_number, help=f"how many of each (default: {_FEW}; with --by or --json {_MORE})"
    )
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=_number, default=int(SECONDS), help="how long to ask (default %(default)s)"
    )
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print what waits; 0 when it was shown, HostError when it could not be asked."""
    top = arguments.top if arguments.top is not None else _MORE if arguments.by or arguments.json else _FEW
    answer = _ask(arguments, host, top)
    if arguments.json:
        from sendoff.render.queue_json import as_json

        print_json(as_json(answer, top))
        return OK
    from sendoff.render import queue_text, style

    print(queue_text.text(answer, style.of(sys.stdout), top, arguments.by))
    return OK


def _ask(arguments: argparse.Namespace, host: Host, top: int) -> Answer:
    view = View(int(time.time()), top, arguments.sort)
    found, place = listing(seconds=arguments.timeout), spool(host)
    wanted: Iterable[Waiting] = found
    if arguments.what:
        wanted = (some for one in found if (some := matching(one, arguments.what)) is not None)
    with ExitStack() as stack:
        users = _Users(arguments.database, stack)
        for chunk in _chunks(wanted):
            known = users.of([one.queue_id for one in chunk])
            for one in chunk:
                retry = place.next_retry(one.queue_id) if one.queue_name == "deferred" else None
                view.add(one, known.get(one.queue_id, UNKNOWN_USER), retry)
    return Answer(view, found.messages, arguments.what, found.direct, found.truncated, found.unreadable, users.unknown)


class _Users:
    """Who handed messages in, as far as there is a ledger; `unknown` says why not. The queue is shown either way."""

    def __init__(self, path: str, stack: ExitStack) -> None:
        from sendoff.host.ledger.reading import ledger

        self.unknown: str | None = None
        try:
            self._ledger = stack.enter_context(ledger(path))
        except HostError as error:
            self.unknown = error.what

    def of(self, queue_ids: Sequence[str]) -> dict[str, str]:
        """Return who handed in which message, by queue id."""
        from sendoff.host.ledger.owners import owners

        if self.unknown is None:
            try:
                return owners(self._ledger, queue_ids)
            except HostError as error:
                self.unknown = error.what
        return {}


def _chunks(found: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    chunk = list[Waiting]()
    for one in found:
        chunk.append(one)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LARGEST:
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is not a number from 1 to {_LARGEST}")
    return int(text)
