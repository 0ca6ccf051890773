"""Logs that are there already, read into the ledger; a content that was read before is not read again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from sendoff.delivery import parse
from sendoff.delivery.event import Read
from sendoff.host import Host
from sendoff.host.ahead import ahead
from sendoff.host.following.importing import Piece, read_files
from sendoff.host.ledger import keeping
from sendoff.host.ledger.counted import Counted, counted, older, places
from sendoff.host.ledger.writing import Writer
from sendoff.host.watching.priority import stand_back
from sendoff.host.watching.service import held, open_writer
from sendoff.host.watching.settings import Live, read
from sendoff.host.watching.signals import Asked

MICRO = 1_000_000
_DAY = 86400 * MICRO
_CONTENT = "content "
"""Before the identity of a content, where the ledger says how far it was read."""
_LOOK_AT_SIZE = 64
"""After so many pieces, of about a megabyte, the size of the ledger is looked at."""

Tell = Callable[[int, int, int], None]


class Imported(NamedTuple):
    """The result as `sendoff watch --import --json` has it, the retention, and whether everything was read."""

    found: dict[str, Any]
    retention_days: int
    whole: bool


def import_logs(host: Host, database: str, files: Sequence[str], tell: Tell, asked: Asked) -> Imported:
    """Read files, the oldest first, until done or asked to end; `tell` gets bytes done, bytes in all, and lines.

    What is older than the retention is read too, and said: the watch forgets it, not the import.

    Raises:
        HostError: a file or the ledger cannot be opened, or another watch writes this ledger.
    """
    stand_back()
    live, start = read(host), time.monotonic()
    with held(database):
        writer = open_writer(database, live)
        try:
            before = counted(database)
            lines, troubles = _read(writer, files, tell, asked, live)
        finally:
            writer.close()
        new = counted(database).since(before)
        forgotten = older(database, time.time_ns() // 1000 - live.ledger.retention_days * _DAY)
    if asked.is_set():
        troubles.append("interrupted: the rest was not read; the same command goes on from here")
    found = _found(database, files, lines, new, troubles)
    found |= {"older_than_retention": forgotten, "seconds": round(time.monotonic() - start, 3)}
    return Imported(found, live.ledger.retention_days, not asked.is_set())


def _read(writer: Writer, files: Sequence[str], tell: Tell, asked: Asked, live: Live) -> tuple[int, list[str]]:
    """Return how many lines were read, and why others were not."""
    lines, troubles = 0, list[str]()
    pieces = read_files(files, places(writer.path, _CONTENT))
    with writer.much(), closing(ahead(_parsed(pieces))) as parsed:
        for number, (identity, place, latest, gap, done, total, found) in enumerate(parsed, 1):
            taken = writer.take_read(_CONTENT + identity, Read(*found), place, latest, gap)
            lines += taken.lines
            if gap:
                troubles.append(gap)
            tell(done, total, lines)
            if number % _LOOK_AT_SIZE == 0 and keeping.outgrown(writer.path, live.ledger):
                for _ in keeping.trim(writer.path, live.ledger, time.time_ns() // 1000, by_age=False):
                    pass
            if asked.is_set():
                break
    return lines, troubles


def _parsed(pieces: Iterator[Piece]) -> Iterator[tuple[Any, ...]]:
    """Yield what each piece tells; done ahead, in another process, since it is half of the work."""
    for each in pieces:
        found = tuple(parse.read(each.data, each.latest))
        yield each.identity, each.place, each.latest, each.gap, each.done, each.total, found


def _found(database: str, files: Sequence[str], lines: int, new: Counted, troubles: list[str]) -> dict[str, Any]:
    return {
        "database": database,
        "files": list(files),
        "lines": lines,
        "messages": new.messages,
        "deliveries": new.deliveries,
        "unknown": new.lines.get("unknown", 0),
        "unreadable": new.lines.get("unreadable", 0),
        "gaps": new.gaps,
        "troubles": troubles,
    }
