"""The cases with providers, one file each under /var/lib/sendoff/cases, for root alone.

A file is written whole, so that there is the old one or the new one. One that cannot be read is told by its name, and
the others go on. Reading changes nothing: that a case has ended is seen in the ledger each time, until a command that
writes writes it down.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sendoff.host.errors import HostError
from sendoff.host.files import Files, RealFiles, failed
from sendoff.host.paths import STATE
from sendoff.monitor.case import Due
from sendoff.reputation.cases import PROVIDERS, load
from sendoff.reputation.cases.case import Case, restored, stored

FOLDER = f"{STATE}/cases"
_MODE = 0o600
_FOLDER_MODE = 0o700


class Broken(NamedTuple):
    """A file that is no case: its path, and why."""

    path: str
    why: str


class Shelf(NamedTuple):
    """All cases, the oldest first, and the files that could not be read."""

    cases: tuple[Case, ...]
    broken: tuple[Broken, ...] = ()


def shelf(files: Files, folder: str = FOLDER) -> Shelf:
    """Return all cases as they are written.

    Raises:
        HostError: the folder cannot be listed.
    """
    cases, broken = list[Case](), list[Broken]()
    for number in _numbers(files, folder):
        path = _path(folder, number)
        try:
            cases.append(_read(files, path, number))
        except HostError as error:
            broken.append(Broken(path, error.what))
        except ValueError as error:
            broken.append(Broken(path, str(error) or "it is no JSON"))
    return Shelf(tuple(cases), tuple(broken))


def one(files: Files, folder: str, number: int) -> Case:
    """Return a case by its number.

    Raises:
        HostError: there is none, or its file cannot be read; the text names it.
    """
    path = _path(folder, number)
    if files.status(path) is None:
        raise HostError(f"there is no case {number}", "`sendoff case list --all` shows all.")
    try:
        return _read(files, path, number)
    except ValueError as error:
        raise HostError(
            f"case {number} cannot be read: {path}: {error}", "Put the file right, or move it away."
        ) from None


def save(files: Files, folder: str, case: Case) -> None:
    """Write a case; the folder is made where it is missing.

    Raises:
        HostError: it cannot be written.
    """
    _made(files, folder)
    files.write(_path(folder, case.number), json.dumps(stored(case), ensure_ascii=False, indent=1).encode(), _MODE)


def next_number(files: Files, folder: str) -> int:
    """Return a number that no case has, nor any file that is broken."""
    return max(_numbers(files, folder), default=0) + 1


@contextmanager
def alone(files: Files, folder: str) -> Iterator[None]:
    """Hold the folder, so that two commands do not take the same number; the kernel lets go when we die.

    Raises:
        HostError: the folder cannot be made or opened.
    """
    _made(files, folder)
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise failed("open", folder, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def due(folder: str, now: int, database: str | None = None, files: Files | None = None) -> list[Due]:
    """Return the cases whose answer should have come by `now` (µs), the one that waits longest first.

    With a ledger, those that have ended by themselves are left out; one that cannot be read is as none.

    Raises:
        HostError: the folder cannot be read, or a file in it.
    """
    found = shelf(files or RealFiles(), folder)
    if found.broken:
        raise HostError(f"{found.broken[0].path} cannot be read: {found.broken[0].why}", "See `sendoff case list`.")
    return overdue(_known(found.cases, database), now)


def overdue(cases: Sequence[Case], now: int) -> list[Due]:
    """Return those of some cases whose answer should have come."""
    dated = [(case, when) for case in cases if (when := due_at(case)) is not None and when <= now]
    found = [Due(case.number, case.provider, case.sent, when) for case, when in dated if case.sent is not None]
    return sorted(found, key=lambda each: each.due)


def due_at(case: Case) -> int | None:
    """Return when the answer to a case is due; None where none is waited for."""
    return case.due(load(case.provider).answer)


def _known(cases: Sequence[Case], database: str | None) -> Sequence[Case]:
    if database is None:
        return cases
    from sendoff.host.casing.ending import ends

    return ends(cases, database).cases


def _made(files: Files, folder: str) -> None:
    # A folder that is there keeps its mode: it may be one that somebody named.
    if files.status(folder) is None:
        files.make_folder(folder, _FOLDER_MODE)


def _read(files: Files, path: str, number: int) -> Case:
    found = json.loads(files.read(path) or b"")
    case = restored(found if isinstance(found, dict) else {})
    if case.number != number or case.provider not in PROVIDERS:
        raise ValueError(f"it says to be case {case.number} with {case.provider!r}")
    return case


def _numbers(files: Files, folder: str) -> list[int]:
    names = (name.removesuffix(".json") for name in files.names(folder) if name.endswith(".json"))
    return sorted(int(name) for name in names if name.isascii() and name.isdigit() and str(int(name)) == name)


def _path(folder: str, number: int) -> str:
    return f"{folder}/{number}.json"
