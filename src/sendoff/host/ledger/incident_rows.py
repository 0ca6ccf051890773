"""Incidents as rows of the ledger, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sendoff.monitor.incident_who import Who
from sendoff.monitor.incidents import Key, State

_COLUMNS = (
    "id", "provider", "part", "class", "provider_code", "first", "last", "closed", "refused", "accepted_since",
    "generation", "changed", "reply", "relay", "blocked", "reopened", "domain",
)  # fmt: skip
_NAMES = tuple("kind" if name == "class" else name for name in _COLUMNS)
_READ = f"SELECT {', '.join(_COLUMNS)} FROM incident "  # noqa: S608
# Whether somebody was told of it is not for those to write who read the log.
_WRITE = (
    f"INSERT INTO incident ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)
_NEWEST = (
    "WHERE NOT EXISTS (SELECT 1 FROM incident n WHERE (n.provider, n.part, n.class) = (incident.provider,"
    " incident.part, incident.class) AND (n.first, n.id) > (incident.first, incident.id))"
)
_OF_A_KEY = "WHERE provider = ? AND part = ? AND class = ? ORDER BY first, id"
_WRITE_WHO = "REPLACE INTO incident_who VALUES (?, ?, ?, ?)"
_DELETE_WHO = "DELETE FROM incident_who WHERE incident = ? AND kind = ? AND value = ?"

Counted = tuple[int, str, str]
"""Incident, kind and value."""


def row(state: State) -> list[Any]:
    """Return an incident as its row."""
    return [getattr(state, name) for name in _NAMES]


def of_row(found: Iterable[Any]) -> State:
    """Return an incident from its row."""
    values = dict(zip(_NAMES, found, strict=True))
    made = State(values["id"], (values["provider"], values["part"], values["kind"]), values["first"])
    for name, value in values.items():
        setattr(made, name, value)
    return made


def newest(connection: sqlite3.Connection) -> list[State]:
    """Return the newest incident of each key."""
    return [of_row(found) for found in connection.execute(_READ + _NEWEST)]


def of_key(connection: sqlite3.Connection, key: Key) -> list[State]:
    """Return all incidents of a key, the oldest first."""
    return [of_row(found) for found in connection.execute(_READ + _OF_A_KEY, key)]


def who(connection: sqlite3.Connection, incident: int) -> Who:
    """Return whom an incident met."""
    made = Who()
    for kind, value, count in connection.execute(
        "SELECT kind, value, count FROM incident_who WHERE incident = ? ORDER BY value = ''", (incident,)
    ):
        made.restore(kind, value, count)
    return made


def next_id(connection: sqlite3.Connection) -> int:
    """Return the number of the next new incident."""
    return int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM incident").fetchone()[0])


def write(connection: sqlite3.Connection, states: Iterable[State]) -> None:
    """Write incidents."""
    connection.executemany(_WRITE, [row(state) for state in states])


def delete(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Delete incidents that were none after all."""
    for number in numbers:
        connection.execute("DELETE FROM incident WHERE id = ?", (number,))
        connection.execute("DELETE FROM incident_who WHERE incident = ?", (number,))


def write_who(connection: sqlite3.Connection, counts: Sequence[tuple[int, str, str, int]]) -> None:
    """Write how often values were met: incident, kind, value, count. A value that was never met is deleted."""
    connection.executemany(_WRITE_WHO, counts)
    connection.executemany(_DELETE_WHO, [each[:3] for each in counts if not each[3]])
