"""One file of a log, read from a place on."""

from __future__ import annotations

import os

from sendoff.host.following.content import Content, Plain, content
from sendoff.host.following.lines import WINDOW, Lines
from sendoff.host.following.position import Position, copied, held
from sendoff.host.following.source import CHUNK


class Reader:
    """An open file, and how far it was read. It stays the same file whatever becomes of its name."""

    def __init__(self, path: str, opened: Content, position: Position, before: bytes = b"") -> None:
        self.path = path
        self.position = position
        self.content = opened
        self._lines = Lines(position.offset, before)

    @property
    def inode(self) -> int:
        """Return the file's number."""
        return self.position.inode

    @property
    def half(self) -> bool:
        """Tell whether the end of what was read is a line that is not ended."""
        return self._lines.half

    def read(self) -> bytes:
        """Return the next whole lines, about 1 MiB; nothing when there are no more at the moment."""
        while piece := self.content.read(CHUNK):
            if data := self._lines.take(piece):
                self.position = self.position.on(self._lines.offset, self._lines.before, self.time())
                return data
        return b""

    def size(self) -> int:
        """Return the file's own size (bytes)."""
        return os.fstat(self.content.descriptor).st_size

    def time(self) -> float:
        """Return when the file was written last (seconds since 1970)."""
        return os.fstat(self.content.descriptor).st_mtime

    def more(self) -> bool:
        """Tell whether there is something that was not looked at."""
        return self.size() > self.content.consumed()

    def gone(self) -> bool:
        """Tell whether the file has no name any more."""
        return os.fstat(self.content.descriptor).st_nlink == 0

    def intact(self) -> bool:
        """Tell whether what was read is still there: the file was not cut in place."""
        if self.content.packed:
            return True
        seen, end = self._lines.seen, self._lines.end
        return os.pread(self.content.descriptor, WINDOW, end - len(seen))[: len(seen)] == seen

    def close(self) -> None:
        """Close the file."""
        self.content.close()


def at_start(path: str) -> Reader | None:
    """Open a file at its beginning; None where there is none.

    Raises:
        OSError, HostError: it is there and cannot be read.
    """
    try:
        opened = content(path)
    except FileNotFoundError:
        return None
    found = os.fstat(opened.descriptor)
    return Reader(path, opened, Position(found.st_ino, time=found.st_mtime))


def at(path: str, position: Position, *, same: bool) -> Reader | None:
    """Open a file at a place, if the place is in it; with `same` only the very file, not a copy.

    Raises:
        OSError, HostError: it cannot be read.
    """
    opened = content(path)
    inode = os.fstat(opened.descriptor).st_ino
    may = inode == position.inode and not opened.packed if same else bool(position.marks)
    before = held(opened, position) if may else None
    if before is None:
        opened.close()
        return None
    if isinstance(opened, Plain):
        opened.seek(position.offset)
    return Reader(path, opened, position._replace(inode=inode), before)


def is_earlier_copy(path: str, position: Position) -> bool:
    """Tell whether a file is a copy made before the place was reached.

    Raises:
        OSError, HostError: it cannot be read.
    """
    opened = content(path)
    try:
        return copied(opened, position)
    finally:
        opened.close()
