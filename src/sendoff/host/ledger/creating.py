"""Making the ledger's files: for root to write and group adm to read."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from contextlib import suppress

from sendoff.host.errors import HostError
from sendoff.host.ledger.schema import INDEXES, TABLES, UPGRADE, VERSION

READERS = "adm"
"""The group that reads logs on Debian and Ubuntu."""
_BUSY_SECONDS = 30.0
_CACHE_KIB = 16 * 1024


def open_for_writing(path: str) -> sqlite3.Connection:
    """Open the ledger to write it; make it where there is none.

    Raises:
        HostError: it cannot be opened, or a newer sendoff wrote it.
    """
    try:
        _make_file(path)
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise HostError(
            f"cannot open the ledger {path}: {error}", "Run the command as root, or name another place."
        ) from None
    try:
        _prepare(path, connection)
    except sqlite3.Error as error:
        connection.close()
        raise HostError(f"{path} cannot be used as a ledger: {error}", f"Move {path} away and start again.") from None
    except HostError:
        connection.close()
        raise
    return connection


def _prepare(path: str, connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, 1, VERSION):
        raise HostError(f"{path} is a ledger of version {version}; this sendoff writes version {VERSION}")
    if version == 0:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if version == 0:
        connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version < VERSION:
        connection.executescript(f"BEGIN IMMEDIATE; {UPGRADE} PRAGMA user_version = {VERSION}; COMMIT;")
    facts = (("created", str(time.time_ns() // 1000)), ("secret", f'"{secrets.token_hex(16)}"'))
    connection.executemany("INSERT OR IGNORE INTO fact VALUES (?, ?)", facts)
    for index in INDEXES.values():  # an import that was killed may have left some out
        connection.execute(index)


def _make_file(path: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        os.makedirs(folder)
        os.chmod(folder, 0o750)  # noqa: S103 # readers are a group
        _for_readers(folder)
    if not os.path.exists(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o640))
        _for_readers(path)


def _for_readers(path: str) -> None:
    import shutil

    with suppress(LookupError, PermissionError):  # no such group, or not root: then only its owner reads it
        shutil.chown(path, group=READERS)
