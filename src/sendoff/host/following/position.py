"""A place in a file, by which the file is known again under another name, as a copy, or compressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sendoff.host.following.content import Content, Plain
from sendoff.host.following.lines import WINDOW

_KEPT = 6


class Mark(NamedTuple):
    """An offset in a file (bytes), and a hash of the `WINDOW` bytes before it."""

    offset: int
    digest: str


class Position(NamedTuple):
    """A place in a file.

    `marks` are the place itself, last, some places just before it, and the first there was. `time` is when the file
    was written last, when it was read up to here (seconds since 1970).
    """

    inode: int
    offset: int = 0
    marks: tuple[Mark, ...] = ()
    time: float = 0.0

    def told(self) -> dict[str, Any]:
        """Return it for JSON."""
        marks = [list(mark) for mark in self.marks]
        return {"inode": self.inode, "offset": self.offset, "marks": marks, "time": self.time}

    def on(self, offset: int, before: bytes, time: float) -> Position:
        """Return a later place in the same file; `before` are the bytes before it."""
        marks = (*self.marks, Mark(offset, digest(before)))
        if len(marks) > _KEPT:
            marks = (marks[0], *marks[2:])
        return Position(self.inode, offset, marks, time)


def told(value: Mapping[str, Any]) -> Position:
    """Return the place that `Position.told` made this of."""
    marks = tuple(Mark(int(offset), str(of)) for offset, of in value["marks"])
    return Position(int(value["inode"]), int(value["offset"]), marks, float(value["time"]))


def digest(before: bytes) -> str:
    """Return the hash of the bytes before a place."""
    import hashlib

    return hashlib.blake2b(before[-WINDOW:], digest_size=12).hexdigest()


def held(content: Content, position: Position) -> bytes | None:
    """Return the bytes before a place, if it is in this content; None if it is not. The content stands there then."""
    before = b""
    seen = 0
    for mark in position.marks:
        found = _before(content, seen, before, mark.offset)
        if found is None or digest(found) != mark.digest:
            return None
        seen, before = mark.offset, found
    return before


def copied(content: Content, position: Position) -> bool:
    """Tell whether a content is a copy made before the place was reached: all in it was read.

    A log that is copied and cut may have got lines between the two. More than the first mark must be in the copy,
    since logs may begin alike.
    """
    before = b""
    seen = 0
    for number, mark in enumerate(position.marks):
        found = _before(content, seen, before, mark.offset)
        if found is None:
            return number > 1
        if digest(found) != mark.digest:
            return False
        seen, before = mark.offset, found
    return False


def _before(content: Content, seen: int, before: bytes, offset: int) -> bytes | None:
    """Return the bytes before an offset, None behind the end; `seen` is where a packed content stands."""
    if isinstance(content, Plain):
        content.seek(max(0, offset - WINDOW))
        found = content.read(min(WINDOW, offset))
        return found if len(found) == min(WINDOW, offset) else None
    while seen < offset:
        piece = content.read(min(1 << 20, offset - seen))
        if not piece:
            return None
        seen += len(piece)
        before = (before + piece)[-WINDOW:]
    return before
