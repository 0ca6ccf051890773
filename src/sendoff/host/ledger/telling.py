"""Which incidents a person is yet to be told of, and that it was done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# One that came back after its end was told is told anew.
_BEGUN = "closed IS NULL AND (told_open IS NULL OR told_closed IS NOT NULL)"
_OVER = "closed IS NOT NULL AND told_open IS NOT NULL AND told_closed IS NULL"
_ROWS = "SELECT id, last, closed, reopened FROM incident"
_UNTOLD = f"{_ROWS} WHERE ({_BEGUN}) OR ({_OVER}) ORDER BY id"
_ONE = f"{_ROWS} WHERE id = ? AND closed IS NOT NULL AND told_open IS NULL"
_TOLD_OPEN = "UPDATE incident SET told_open = ?, told_closed = NULL WHERE id = ?"
_TOLD_CLOSED = "UPDATE incident SET told_closed = ?, told_open = coalesce(told_open, ?) WHERE id = ?"


class Untold(NamedTuple):
    """An incident that is open and not told, or that was told and is over since `closed`; moments in microseconds."""

    id: int
    last: int
    closed: int | None
    reopened: int


def untold(connection: sqlite3.Connection, owed: Iterable[int]) -> list[Untold]:
    """Return what is to be told; of those that are `owed`, the end too where the beginning could not be told."""
    found = [Untold(*row) for row in connection.execute(_UNTOLD)]
    return found + [Untold(*row) for number in owed for row in connection.execute(_ONE, (number,))]


def mark(connection: sqlite3.Connection, began: Iterable[int], ended: Sequence[int], when: int) -> None:
    """Note in one transaction that the beginning of some, and the end of others, was told (µs)."""
    with connection:
        connection.execute("BEGIN")
        connection.executemany(_TOLD_OPEN, [(when, number) for number in began])
        connection.executemany(_TOLD_CLOSED, [(when, when, number) for number in ended])
