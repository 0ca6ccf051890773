"""A file's content with its compression taken off, piece by piece.

The compression is known by the first bytes, not by the name: rotation renames files as it likes.
"""

from __future__ import annotations

import os
from typing import Any, Protocol

from sendoff.host.errors import HostError

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
_PIECE = 8192
"""Compressed bytes taken at once; of a damaged file no more than these come to is lost before the damage."""


class Content(Protocol):
    """Bytes read in order. `trouble` says why the end came too early; else it is empty."""

    descriptor: int
    packed: bool
    trouble: str

    def read(self, count: int) -> bytes:
        """Return up to `count` bytes; none: there are none at the moment, or no more ever."""
        ...

    def consumed(self) -> int:
        """Return how many bytes of the file itself were read."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def content(path: str) -> Content:
    """Open a file.

    Raises:
        OSError: it cannot be opened.
        HostError: it is none that can be read, or the program for its compression is missing.
    """
    import stat

    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # a pipe would keep us waiting
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _of(os.pread(descriptor, 6, 0), descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    raise HostError(f"{path} is not a file", "Name a file that syslog or Postfix writes.")


def _of(first: bytes, descriptor: int) -> Content:
    if first.startswith((_GZIP, _BZIP2, _XZ)):
        return Packed(descriptor, first)
    if not first.startswith(_ZSTD):
        return Plain(descriptor)
    from sendoff.host.following.zstandard import Zstd  # rare

    return Zstd(descriptor)


class Plain:
    """A file as it stands; it may grow."""

    packed = False
    trouble = ""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._offset = 0

    def read(self, count: int) -> bytes:
        """See `Content.read`."""
        data = os.pread(self.descriptor, count, self._offset)
        self._offset += len(data)
        return data

    def seek(self, offset: int) -> None:
        """Go on at an offset."""
        self._offset = offset

    def consumed(self) -> int:
        """See `Content.consumed`."""
        return self._offset

    def close(self) -> None:
        """See `Content.close`."""
        os.close(self.descriptor)


class Packed:
    """A file of gzip, bzip2 or xz, of one part or several."""

    packed = True

    def __init__(self, descriptor: int, first: bytes) -> None:
        self.descriptor = descriptor
        self.trouble = ""
        self._first = first
        self._waiting = b""
        self._part: Any = None
        self._offset = 0

    def read(self, count: int) -> bytes:
        """See `Content.read`."""
        while not self.trouble:
            piece = self._piece()
            if piece is None:
                return b""
            try:
                data = self._unpacked(piece, count)
            except _errors() as error:
                self.trouble = f"it is damaged before byte {self._offset} ({error})"
                return b""
            if data:
                return data
        return b""

    def _piece(self) -> bytes | None:
        """Return what the decompressor gets next; None at the end."""
        if self._waiting or (self._part is not None and not getattr(self._part, "needs_input", True)):
            return self._waiting
        piece = os.pread(self.descriptor, _PIECE, self._offset)
        self._offset += len(piece)
        if piece:
            return piece
        if self._part is not None:
            self.trouble = "it is cut off: its compression has no end"
        return None

    def _unpacked(self, piece: bytes, count: int) -> bytes:
        if self._part is None:
            piece = piece.lstrip(b"\0")  # padding between parts
            if not piece:
                self._waiting = b""
                return b""
            self._part = _decompressor(self._first)
        part = self._part
        data: bytes = part.decompress(piece, count)
        if part.eof:
            self._part, self._waiting = None, part.unused_data
        else:
            self._waiting = getattr(part, "unconsumed_tail", b"")
        return data

    def consumed(self) -> int:
        """See `Content.consumed`."""
        return self._offset

    def close(self) -> None:
        """See `Content.close`."""
        os.close(self.descriptor)


def _decompressor(first: bytes) -> Any:
    if first.startswith(_GZIP):
        import zlib

        return zlib.decompressobj(wbits=31)
    if first.startswith(_BZIP2):
        import bz2

        return bz2.BZ2Decompressor()
    import lzma

    return lzma.LZMADecompressor()


def _errors() -> tuple[type[Exception], ...]:
    import lzma
    import zlib

    return OSError, ValueError, EOFError, zlib.error, lzma.LZMAError
