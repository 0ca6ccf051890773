"""The end, when asked: SIGTERM, SIGINT, and the terminal that goes."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ASKING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Asked:
    """Whether the process was asked to end.

    It holds no lock, as `threading.Event` does: a signal that comes while that lock is held would wait for itself.
    """

    def __init__(self) -> None:
        self._set = False
        self._read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def set(self) -> None:
        """Ask; from a signal handler or another thread."""
        self._set = True
        with suppress(OSError):  # full: then it is awake already
            os.write(self._write, b".")

    def is_set(self) -> bool:
        """Tell whether it was asked."""
        return self._set

    def wait(self, seconds: float) -> None:
        """Wait so long, or until asked."""
        if not self._set:
            select.select([self._read], [], [], seconds)

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._read)
        os.close(self._write)


@contextmanager
def ending() -> Iterator[Asked]:
    """Give what is set when the process is asked to end; what was is restored afterwards."""
    asked = Asked()
    before = {number: signal.signal(number, lambda *_: asked.set()) for number in _ASKING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        asked.close()
