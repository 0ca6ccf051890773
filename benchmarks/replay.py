"""A replay of a ledger, against counting the same rows with SQLite's own `SELECT count(*)`.

    .venv-test/bin/python benchmarks/replay.py [DELIVERIES]

The ledger is made up: messages of 40 users and 60 clients as 200 domains, to one recipient or several. All questions
are asked: a size, an envelope sender, a fallback relay's host, domains that move, addresses outside ASCII.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import at_most, compare, report  # noqa: E402
from sendoff.change.replay.traffic import Wanted  # noqa: E402
from sendoff.host.ledger.reading import ledger  # noqa: E402
from sendoff.host.ledger.schema import TABLES, VERSION  # noqa: E402
from sendoff.host.ledger.traffic import traffic  # noqa: E402

DELIVERIES = 1_000_000
SECONDS, MEGABYTES, WANTED = 3.0, 60.0, 0.05
BEGIN, WEEK = 1_790_000_000_000_000, 7 * 86_400_000_000
WHOLE = Wanted(
    500_000, "webserver@example.net", ("fallback.example.net",), ("web1.example.com",), outside_ascii=True,
    clients=True, submitters=True, sender_domains=True,
)  # fmt: skip
_MESSAGE = (
    "INSERT INTO message (id, queue_id, instance, began, first_seen, last_seen, ended, ending, sender_local,"
    " sender_domain, size, uid, user, client) VALUES (?, ?, 'postfix', ?, ?, ?, ?, 'removed', ?, ?, ?, ?, ?, ?)"
)
_DELIVERY = (
    "INSERT INTO delivery (id, local, domain, slot, status, attempts, tries, reply, dsn, relay, delay, first_seen,"
    " last_seen, provider) VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, 1.5, ?, ?, 'other')"
)


def messages(count: int) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
    """Yield messages with their deliveries, until there are `count` of these."""
    chance, number, left = random.Random(1), 0, count  # noqa: S311 - the same each time
    while left > 0:
        number += 1
        when = BEGIN + round(WEEK * (1 - left / count))
        user = chance.randrange(40) if chance.random() < 0.6 else None  # noqa: PLR2004 - more by sendmail
        client = None if user is not None else f"app{chance.randrange(60)}.example.com[192.0.2.{chance.randrange(60)}]"
        sender = (f"shop{chance.randrange(9)}", f"domain{chance.randrange(200)}.example")
        name = None if user is None else f"user{user}"
        row = (
            number,
            f"4{number:010X}",
            when,
            when,
            when,
            when,
            *sender,
            chance.randrange(600_000),
            user,
            name,
            client,
        )
        recipients = min(left, chance.choices((1, 2, 12), (90, 8, 2))[0])
        left -= recipients
        yield row, [_delivery(chance, number, each, when) for each in range(recipients)]


def _delivery(chance: random.Random, message: int, number: int, when: int) -> tuple[Any, ...]:
    domain, failed = f"dest{chance.randrange(5000)}.example", chance.random() < 0.05  # noqa: PLR2004
    relay = f"mx.{domain}[198.51.100.{chance.randrange(250)}]:25"
    end = ("bounced", 1, "a" * 8, "550 5.1.1 unknown", "5.1.1") if failed else ("sent", 1, "b" * 8, "250 ok", "2.0.0")
    return ((message << 20) + number, f"person{chance.randrange(100_000)}", domain, *end, relay, when, when)


def fill(path: Path, count: int) -> None:
    """Make the ledger."""
    connection = sqlite3.connect(path)
    connection.executescript(f"PRAGMA synchronous = OFF; {TABLES} PRAGMA user_version = {VERSION};")
    for row, deliveries in messages(count):
        connection.execute(_MESSAGE, row)
        connection.executemany(_DELIVERY, deliveries)
    connection.commit()
    connection.close()


def counting(path: Path) -> float:
    """Return how long SQLite takes to count the deliveries with their messages (seconds)."""
    began = time.monotonic()
    with ledger(str(path)) as opened:
        opened.rows("SELECT count(*), sum(m.size) FROM delivery d JOIN message m ON m.id = d.id >> 20")
    return time.monotonic() - began


def replaying(path: Path, count: int) -> float:
    """Return how long a replay's reading takes (seconds)."""
    began = time.monotonic()
    with ledger(str(path)) as opened:
        found = traffic(opened, BEGIN, BEGIN + WEEK, WHOLE)
    taken = time.monotonic() - began
    assert found.deliveries == count  # noqa: S101 - otherwise the time says nothing
    return taken


def main() -> int:
    """Measure; returns 0 when all that is wanted is reached."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DELIVERIES
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        fill(path, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"a ledger of {count:,} deliveries, {path.stat().st_size / 1e6:.0f} MB:")
        measured = compare(lambda: replaying(path, count), lambda: counting(path))
        fine = report(
            ("sendoff plan --replay, the ledger's part", "SELECT count(*), the same rows"), "s", measured, WANTED
        )
        fine &= at_most("a replay", [first for first, _ in measured], "s", SECONDS * count / DELIVERIES)
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
        fine &= at_most("memory beyond filling it", [more], "MB", MEGABYTES)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
