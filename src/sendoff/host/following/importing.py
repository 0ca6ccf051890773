"""Logs that are there already, oldest first, compressed or not."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sendoff.delivery.stamps import MICRO, Stamps
from sendoff.host.errors import HostError
from sendoff.host.files import failed
from sendoff.host.following.position import told
from sendoff.host.following.reader import Reader, at, at_start, is_earlier_copy

_HEAD = 64 * 1024
_RFC3339 = re.compile(rb"(?m)^(\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?) ")
_TRADITIONAL = re.compile(rb"(?m)^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) ")


class Piece(NamedTuple):
    """Whole lines of one file.

    `data`, `latest` and `gap` are those of a `Chunk`. `identity` names the file by its content, and `place` is how far
    that content was read: kept under the identity, they let a later import read only what was added. `done` of
    `total` bytes of all files were read, as they lie on the disk. The last piece of a file may be without data.
    """

    name: str
    data: bytes
    identity: str
    place: dict[str, Any]
    latest: float
    gap: str
    done: int
    total: int


class _File(NamedTuple):
    path: str
    head: bytes
    first: float
    latest: float
    size: int


def read_files(paths: Sequence[str], known: Mapping[str, dict[str, Any]] | None = None) -> Iterator[Piece]:
    """Yield what is in files, in the order of their first lines; `known` has places by identity.

    A content that comes twice, under another name or compressed, is read once. A last line that is not ended is left.

    Raises:
        HostError: a file cannot be opened; nothing was read then.
    """
    seen = dict(known or {})
    files = sorted(map(_opened, paths), key=lambda file: (file.first, file.path))
    return _all(files, seen)


def _all(files: list[_File], seen: dict[str, dict[str, Any]]) -> Iterator[Piece]:
    total, done = sum(file.size for file in files), 0
    for file in files:
        identity = _identity(file.head, seen)
        for piece in _pieces(file, identity, seen.get(identity)):
            seen[identity] = piece.place
            yield piece._replace(done=min(total, done + piece.done), total=total)
        done += file.size


def _pieces(file: _File, identity: str, place: dict[str, Any] | None) -> Iterator[Piece]:
    """Yield one file's pieces; `done` is of this file alone."""
    reader = _reader(file.path, place)
    if reader is None:
        yield Piece(file.path, b"", identity, place or {}, file.latest, "", file.size, 0)
        return
    try:
        while data := reader.read():
            done = reader.content.consumed()
            yield Piece(file.path, data, identity, reader.position.told(), file.latest, "", done, 0)
        place = reader.position.told()
        yield Piece(file.path, b"", identity, place, file.latest, _end(reader), file.size, 0)
    except OSError as error:
        raise failed("read", file.path, error) from None
    finally:
        reader.close()


def _reader(path: str, place: dict[str, Any] | None) -> Reader | None:
    """Open a file where it is to be read on; None where all of it was read."""
    try:
        position = told(place) if place else None
        if position and position.marks:
            if found := at(path, position, same=False):
                return found
            if is_earlier_copy(path, position):
                return None
        return at_start(path)
    except OSError as error:
        raise failed("read", path, error) from None


def _end(reader: Reader) -> str:
    if reader.content.trouble:
        return f"{reader.path}: {reader.content.trouble}"
    return f"the last line of {reader.path} is not whole and was left out" if reader.half else ""


def _opened(path: str) -> _File:
    try:
        reader = at_start(path)
    except OSError as error:
        raise failed("read", path, error) from None
    if reader is None:
        raise HostError(f"there is no file {path}", "Name log files; compressed ones may be among them.")
    try:
        head = b""
        while len(head) < _HEAD and (piece := reader.content.read(_HEAD - len(head))):
            head += piece
        latest = min(reader.time(), time.time()) + 1.0
        return _File(path, head, _first(head, latest), latest, reader.size())
    except OSError as error:
        raise failed("read", path, error) from None
    finally:
        reader.close()


def _first(head: bytes, latest: float) -> float:
    """Return the moment of the first stamp (seconds since 1970); that of the file where it has none."""
    stamps = Stamps(latest)
    for pattern, read in ((_RFC3339, stamps.rfc3339), (_TRADITIONAL, stamps.traditional)):
        for found in pattern.finditer(head):
            try:
                return read(found[1].decode()) / MICRO
            except ValueError:
                continue
    return latest


def _identity(head: bytes, known: Mapping[str, object]) -> str:
    """Return the name of a content: the length of its beginning, and that one's hash.

    A short file that grew has another beginning; it is known by the shorter one.
    """
    lengths = {int(name.partition(":")[0]) for name in known}
    for length in sorted(lengths, reverse=True):
        if 0 < length <= len(head) and (name := _named(head[:length])) in known:
            return name
    return _named(head)


def _named(head: bytes) -> str:
    return f"{len(head)}:{hashlib.blake2b(head, digest_size=16).hexdigest()}"
