"""Whether a watch runs: it holds a lock (flock(2)) beside its ledger, which the kernel lets go when it dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sendoff.host.errors import HostError
from sendoff.host.files import failed

_ASKED_SECONDS = 1.0
"""Somebody who asks whether a watch runs holds a shared lock for a moment; it is waited for."""
_POLL = 0.02
_MODE = 0o640


def lock_path(database: str) -> str:
    """Return the lock's path for a ledger."""
    return f"{database}.lock"


def running(database: str) -> bool | None:
    """Tell whether a watch writes this ledger now; None where this user may not know."""
    try:
        descriptor = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return None
    try:
        # Shared: two who ask at once do not take each other for a watch.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def hold(database: str) -> Iterator[None]:
    """Hold the lock, with the process id in it; the ledger's folder must be there.

    The file has the folder's group, and is readable by it, as the ledger is.

    Raises:
        HostError: another watch holds it, or the file cannot be written.
    """
    path = lock_path(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _MODE)
    except OSError as error:
        raise failed("open", path, error) from None
    try:
        _take(descriptor, database)
        _share(descriptor, path)
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, database: str) -> None:
    deadline = time.monotonic() + _ASKED_SECONDS
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                process = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
                raise HostError(
                    f"another watch (process {process}) writes {database}", "End it first, or use another --database."
                ) from None
        time.sleep(_POLL)


def _sign(descriptor: int) -> None:
    # The lock is what counts; on a full disk the number is left out.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _share(descriptor: int, path: str) -> None:
    """Give the file its folder's group, which may read the ledger; a umask may have taken the group's right to read."""
    group = os.stat(os.path.dirname(path) or ".").st_gid
    found = os.fstat(descriptor)
    if found.st_uid == os.geteuid():
        if found.st_gid != group:
            os.fchown(descriptor, -1, group)
        os.fchmod(descriptor, _MODE)
