"""A log file that is followed: places in it, and reading on from them across a rotation."""

from __future__ import annotations

import os
from dataclasses import dataclass

MAX_BYTES = 4 * 1024 * 1024
"""Of more than this only the end is read."""

_KNOWN_BYTES = 64
_LAST_LINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file: its inode, the offset, and the bytes before it, by which the content is known again."""

    inode: int
    offset: int
    known: bytes = b""


def end_of(path: str) -> Position | None:
    """Return the place behind a file's last whole line; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            start = max(0, found.st_size - _LAST_LINE_BYTES)
            file.seek(start)
            tail = file.read(found.st_size - start)
    except OSError:
        return None
    whole = tail[: tail.rfind(b"\n") + 1]
    return Position(found.st_ino, start + len(whole), whole[-_KNOWN_BYTES:])


def read_on(path: str, start: Position | None) -> tuple[bytes, Position | None]:
    """Return the whole lines behind a place (None: from the beginning) and the place behind them.

    Where the file was rotated meanwhile, by renaming or by copying and cutting, the former file's rest comes first.
    """
    if start is None or _holds(path, start):
        return _whole_lines(path, start)
    former = _former(path, start)
    rest = _whole_lines(former, start)[0] if former else b""
    data, position = _whole_lines(path, None)
    return rest + data, position


def before(path: str, place: Position, count: int) -> bytes:
    """Return the whole lines in the `count` bytes before a place."""
    found = path if _holds(path, place) else _former(path, place)
    try:
        with open(found or path, "rb") as file:
            start = max(0, place.offset - count)
            file.seek(start)
            data = file.read(place.offset - start) if found else b""
    except OSError:
        return b""
    return data if start == 0 else data[data.find(b"\n") + 1 :]


def _whole_lines(path: str, start: Position | None) -> tuple[bytes, Position | None]:
    offset = start.offset if start else 0
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            begin = max(offset, found.st_size - MAX_BYTES)
            file.seek(begin)
            data = file.read(max(0, found.st_size - begin))
    except OSError:
        return b"", start
    data = data[: data.rfind(b"\n") + 1]
    known = (start.known if start else b"") + data
    position = Position(found.st_ino, begin + len(data), known[-_KNOWN_BYTES:])
    return (data if begin == offset else data[data.find(b"\n") + 1 :]), position


def _holds(path: str, place: Position) -> bool:
    """Tell whether a file has a place's content before that place."""
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < place.offset:
                return False
            if not place.known:
                return os.fstat(file.fileno()).st_ino == place.inode
            file.seek(place.offset - len(place.known))
            return file.read(len(place.known)) == place.known
    except OSError:
        return False


def _former(path: str, place: Position) -> str | None:
    """Return the file that a rotated log's former content went to; None when it is gone or compressed."""
    folder, name = os.path.split(path)
    try:
        beside = (os.path.join(folder, other) for other in sorted(os.listdir(folder)) if other.startswith(name))
        return next((other for other in beside if other != path and _holds(other, place)), None)
    except OSError:
        return None
