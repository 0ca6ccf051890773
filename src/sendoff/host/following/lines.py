"""Whole lines out of the pieces of a file."""

from __future__ import annotations

LONGEST = 64 * 1024
"""What of a line is behind this many bytes is dropped; the line still counts once."""

WINDOW = 1024
"""So many bytes before a place tell whether a file is the one that the place is in."""


class Lines:
    """Cuts pieces into whole lines, holding no more than one line's `LONGEST` bytes.

    `offset` is where the last whole line ends in the file, `before` the bytes before that (`WINDOW` of them), `end`
    where the last piece ended, `seen` the bytes before that. Zero bytes, which a log that was cut under its writer
    begins with, are left out.
    """

    def __init__(self, offset: int = 0, before: bytes = b"") -> None:
        self.offset = self.end = offset
        self.before = self.seen = before
        self._begun = b""

    @property
    def half(self) -> bool:
        """Tell whether a line has begun that is not ended."""
        return bool(self._begun)

    def take(self, piece: bytes) -> bytes:
        """Return the whole lines that end in a piece."""
        cut = piece.rfind(b"\n") + 1
        if cut:
            self.before = _last(self.seen, piece[:cut] if cut < WINDOW else piece[cut - WINDOW : cut])
            self.offset = self.end + cut
        self.end += len(piece)
        self.seen = _last(self.seen, piece[-WINDOW:])
        if b"\0" in piece:
            piece = piece.replace(b"\0", b"")
            cut = piece.rfind(b"\n") + 1
        # The copies of a piece are most of the cost of reading, so there is one only.
        whole = _shortened(b"".join((self._begun, memoryview(piece)[:cut]))) if cut else b""
        begun = b"" if cut else self._begun
        self._begun = begun + piece[cut : cut + LONGEST + 1 - len(begun)]
        return whole


def _last(first: bytes, then: bytes) -> bytes:
    return (first + then)[-WINDOW:]


def _shortened(data: bytes) -> bytes:
    """Cut the lines that are too long. Nearly always there is none: a line's end is sought every 64 KiB only."""
    kept: list[bytes] = []
    start = here = 0
    while here < len(data):
        end = data.rfind(b"\n", here, here + LONGEST + 1)
        if end < 0:
            kept.append(data[start : here + LONGEST])
            start = end = data.index(b"\n", here + LONGEST)
        here = end + 1
    return b"".join((*kept, data[start:])) if kept else data
