"""One change at a time: the lock on /var/lib/sendoff."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.files import failed
from sendoff.host.paths import LOCK, STATE

_POLL = 0.1


@contextmanager
def held(host: Host, wait: float, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock, waiting up to `wait` seconds for another sendoff to finish. The kernel lets go when we die.

    Raises:
        HostError: another one held it all the time, or the state folder cannot be written.
    """
    host.files.make_folder(STATE)
    try:
        descriptor = os.open(LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise failed("open", LOCK, error) from None
    try:
        _take(descriptor, wait, say)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def holder() -> str | None:
    """Return the process id that holds the lock, as text; None when nobody does, or only root could tell."""
    try:
        descriptor = os.open(LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _named(descriptor)
    finally:
        os.close(descriptor)
    return None


def _named(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"


def _take(descriptor: int, wait: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + wait
    told = False
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            process = _named(descriptor)
        if time.monotonic() >= deadline:
            raise HostError(
                f"another sendoff (process {process}) is changing this machine", "Try again when it is done."
            )
        if not told:
            say(f"another sendoff (process {process}) is changing this machine; waiting up to {wait:g} s")
            told = True
        time.sleep(_POLL)
