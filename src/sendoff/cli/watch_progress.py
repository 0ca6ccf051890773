"""How far an import is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import Self

from sendoff.render.watch_text import bar, progress

_ON_TERMINAL = 0.2
_ELSEWHERE = 5.0


class Progress:
    """Tells on standard error; use as a context manager, so that the bar is gone at the end."""

    def __init__(self, *, quiet: bool) -> None:
        """`quiet` tells nothing unless somebody looks on."""
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._quiet = quiet and not self._terminal
        self._start = time.monotonic()
        self._next = self._start + (0.0 if self._terminal else _ELSEWHERE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            self._write("\r\x1b[K")

    def tell(self, done: int, total: int, lines: int) -> None:
        """Show bytes done of all (as the files are on disk) and lines so far, unless that was just told."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + (_ON_TERMINAL if self._terminal else _ELSEWHERE)
        text = progress(done, total, lines, now - self._start)
        self._write(f"\r\x1b[K{bar(done, total)} {text}" if self._terminal else f"  {text}\n")

    def _write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()
