"""Reading the ledger: never in the writer's way, and without root for members of group adm."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from sendoff.host.errors import HostError
from sendoff.host.ledger.schema import VERSION
from sendoff.host.paths import LEDGER

_BUSY_SECONDS = 5.0


class Ledger:
    """An open ledger. `rows` answers SQL; SQLite's errors come as HostError."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        return list(self.each(sql, parameters))

    def each(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query one by one."""
        try:
            yield from self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None

    def tuples(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query as plain tuples: for a million of them the difference is felt."""
        cursor = self._connection.cursor()
        cursor.row_factory = None
        try:
            yield from cursor.execute(sql, parameters)
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None

    def fact(self, name: str) -> Any:
        """Return a single fact, or None where it is not known."""
        found = self.rows("SELECT value FROM fact WHERE name = ?", (name,))
        return json.loads(found[0]["value"]) if found else None


@contextmanager
def ledger(path: str = LEDGER) -> Iterator[Ledger]:
    """Open a ledger for reading; all its answers are of one moment.

    Raises:
        HostError: there is none, it may not be read, or it is of a newer sendoff.
    """
    if not os.path.exists(path):
        raise HostError(
            f"there is no ledger at {path}", "Start `sendoff watch`, or read existing logs with `sendoff watch --once`."
        )
    try:
        connection = sqlite3.connect(
            f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True, timeout=_BUSY_SECONDS, isolation_level=None
        )
    except sqlite3.Error as error:
        raise _failed(path, error) from None
    try:
        connection.row_factory = sqlite3.Row
        yield Ledger(path, _checked(path, connection))
    finally:
        connection.close()


def _checked(path: str, connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("BEGIN")
    except sqlite3.Error as error:
        raise _failed(path, error) from None
    if 0 < version < VERSION:
        raise HostError(
            f"{path} is a ledger of version {version}, which an older sendoff wrote; this one reads version {VERSION}",
            "The next `sendoff watch` brings it up to date: `systemctl restart sendoff-watch`.",
        )
    if version != VERSION:
        raise HostError(f"{path} is a ledger of version {version}; this sendoff reads version {VERSION}")
    return connection


def _failed(path: str, error: sqlite3.Error) -> HostError:
    return HostError(f"cannot read the ledger {path}: {error}", "Members of group adm may read it; so may root.")
