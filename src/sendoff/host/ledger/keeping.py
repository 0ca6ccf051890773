"""What the ledger forgets: what is older than its retention, and the oldest where it outgrows its limit.

Everything happens in small transactions, each a step of a generator, so that reading the log and answering questions
go on between them. A message that Postfix still keeps is never forgotten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.host.errors import HostError
from sendoff.host.ledger.schema import DELIVERIES_OF_A_MESSAGE

MICRO = 1_000_000
_HOUR = 3600 * MICRO
_DAY = 24 * _HOUR
_TALLY_DAYS = 400
_BATCH = 500
"""Deliveries in one transaction: some ten milliseconds, for which the log waits."""
_PAGES = 1000
_MEGABYTE = 1_000_000
_LOW_MARK = 0.95
"""Of the limit: what is cut away at once, so that not every new mail cuts."""
_BUSY_SECONDS = 30.0
_EVER = 1 << 62


def outgrown(path: str, settings: LedgerSettings) -> bool:
    """Tell whether the ledger's files are larger than allowed."""
    return size_on_disk(path) > settings.max_megabytes * _MEGABYTE


def size_on_disk(path: str) -> int:
    """Return the bytes of the database and its write-ahead log."""
    total = 0
    for name in (path, f"{path}-wal"):
        try:
            total += os.stat(name).st_size
        except OSError:
            continue
    return total


def trim(path: str, settings: LedgerSettings, now: int, *, by_age: bool = True) -> Iterator[int]:
    """Forget what is to be forgotten; yields the messages forgotten so far, after each transaction.

    `now` is in microseconds; without `by_age` only the limit of size counts.

    Raises:
        HostError: the database refuses.
    """
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            work = _Work(connection, path)
            if by_age:
                yield from work.by_age(now, settings)
            yield from work.by_size(settings.max_megabytes * _MEGABYTE)
            yield from work.give_back()
    except sqlite3.Error as error:
        raise HostError(f"cannot trim the ledger {path}: {error}", "See that its file system has room.") from None


class _Work:
    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.connection = connection
        self.path = path
        self.messages = 0

    def by_age(self, now: int, settings: LedgerSettings) -> Iterator[int]:
        cutoff = now - settings.retention_days * _DAY
        for _ in self._oldest_first(cutoff):
            yield self.messages
        yield from self._without_deliveries(cutoff)
        with _transaction(self.connection):
            self._rest_before(cutoff)
            self._incidents_before(cutoff)
            self._begins(cutoff)
            self._fold_tallies((now - _TALLY_DAYS * _DAY) // _HOUR)
        yield self.messages

    def by_size(self, limit: int) -> Iterator[int]:
        if size_on_disk(self.path) <= limit:
            return
        yield from self.give_back()
        aim, came = int(limit * _LOW_MARK), self._oldest_first()
        while self._used() > aim:
            last_seen = next(came, None)
            if last_seen is None:
                return  # nothing left but what Postfix keeps
            with _transaction(self.connection):
                self._rest_before(last_seen)
                self._begins(last_seen)
            yield self.messages

    def give_back(self) -> Iterator[int]:
        """Return free pages to the file system, in steps, and empty the write-ahead log where no reader needs it."""
        before = -1
        while (free := self._pragma("freelist_count")) and free != before:
            before = free
            self.connection.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
            yield self.messages
        self.connection.execute("PRAGMA busy_timeout = 100")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _oldest_first(self, cutoff: int = _EVER) -> Iterator[int]:
        """Forget messages by their deliveries' age, a batch at a time; yields how far in time it came."""
        place = (-1, -1)
        while True:
            found = self.connection.execute(
                "SELECT last_seen, id FROM delivery WHERE (last_seen, id) > (?, ?) AND last_seen < ?"
                " ORDER BY last_seen, id LIMIT ?",
                (*place, cutoff, _BATCH),
            ).fetchall()
            if not found:
                return
            place = found[-1]
            with _transaction(self.connection):
                for message in sorted({row[1] // DELIVERIES_OF_A_MESSAGE for row in found}):
                    self._forget(message, cutoff)
            yield place[0]

    def _without_deliveries(self, cutoff: int) -> Iterator[int]:
        """Messages that never had a delivery, from the lowest id until a window has nothing old.

        Ids follow the log, so old ones are low; what an import put elsewhere is reached when those below are gone.
        """
        place = -1
        while True:
            window = self.connection.execute(
                "SELECT id, ended IS NOT NULL AND last_seen < ? FROM message WHERE id > ? ORDER BY id LIMIT ?",
                (cutoff, place, 4 * _BATCH),
            ).fetchall()
            old = [row[0] for row in window if row[1]]
            if not old:
                return
            place = window[-1][0]
            with _transaction(self.connection):
                for message in old:
                    self._forget(message, cutoff)
            yield self.messages

    def _forget(self, message: int, cutoff: int) -> None:
        """Forget a message with its deliveries, unless Postfix keeps it or something younger is known of it."""
        gone = self.connection.execute(
            "DELETE FROM message WHERE id = ? AND ended IS NOT NULL AND last_seen < ?", (message, cutoff)
        ).rowcount
        if gone:
            first = message * DELIVERIES_OF_A_MESSAGE
            self.connection.execute(
                "DELETE FROM delivery WHERE id BETWEEN ? AND ?", (first, first + DELIVERIES_OF_A_MESSAGE - 1)
            )
            self.messages += 1

    def _rest_before(self, cutoff: int) -> None:
        self.connection.execute("DELETE FROM rejection WHERE hour < ?", (cutoff // _HOUR,))
        self.connection.execute("DELETE FROM gap WHERE until < ?", (cutoff,))

    def _incidents_before(self, cutoff: int) -> None:
        """Forget incidents that are over, and whom those met that are not."""
        for table, number in (("incident_who", "incident"), ("incident", "id")):
            self.connection.execute(
                f"DELETE FROM {table} WHERE {number} IN (SELECT id FROM incident WHERE closed < ?)",  # noqa: S608
                (cutoff,),
            )
        self.connection.execute(
            "DELETE FROM incident_who WHERE kind IN ('sender', 'user', 'recipient')"
            " AND incident IN (SELECT id FROM incident WHERE last < ?)",
            (cutoff,),
        )

    def _fold_tallies(self, hour: int) -> None:
        """Add old hours to hour 0, so that counters only grow."""
        self.connection.execute(
            "INSERT INTO tally SELECT 0, name, label, sum(count) FROM tally WHERE hour > 0 AND hour < ?"
            " GROUP BY name, label ON CONFLICT DO UPDATE SET count = count + excluded.count",
            (hour,),
        )
        self.connection.execute("DELETE FROM tally WHERE hour > 0 AND hour < ?", (hour,))

    def _begins(self, when: int) -> None:
        """Say that the ledger knows nothing for certain before a moment."""
        self.connection.execute(
            "UPDATE fact SET value = ? WHERE name = 'begins' AND CAST(value AS INTEGER) < ?", (str(when), when)
        )

    def _used(self) -> int:
        return (self._pragma("page_count") - self._pragma("freelist_count")) * self._pragma("page_size")

    def _pragma(self, name: str) -> int:
        return int(self.connection.execute(f"PRAGMA {name}").fetchone()[0])


class _transaction:  # noqa: N801 - used like a function
    """One write transaction, undone where something in it fails."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._connection.execute("ROLLBACK" if kind else "COMMIT")
