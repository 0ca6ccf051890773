"""What the watch reads from."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

CHUNK = 1 << 20
"""About as much is read at once (bytes)."""


class Chunk(NamedTuple):
    """Whole lines, and where to read on behind them.

    `data` is lines, each ended by a newline, about 1 MiB at most; empty: nothing new. `place` is where to read on, for
    JSON; to be stored with what was read. No stamp in `data` is later than `latest` (seconds since 1970). `gap` says
    why lines before this chunk are lost, else empty. `caught_up`: there is nothing more at the moment.
    """

    data: bytes
    place: dict[str, Any]
    latest: float
    gap: str
    caught_up: bool


class Source(Protocol):
    """A log that is followed. `name` is for people: a path, or the systemd journal."""

    name: str

    def read(self, place: dict[str, Any] | None) -> Chunk:
        """Return what stands behind a place; None: from the beginning of what there is now.

        The place is that of the chunk before; after a chunk without data and gap the one before that will do too.
        Any other place is gone back to.

        Raises:
            HostError: the log cannot be read.
        """
        ...

    def wait(self, seconds: float) -> None:
        """Wait until something may have been written, or the time is over."""
        ...

    def close(self) -> None:
        """Let go of files and programs."""
        ...
