"""A log file that is followed through its rotations: renamed, copied and cut, compressed, or begun anew."""

from __future__ import annotations

import time
from typing import Any

from sendoff.host.files import failed
from sendoff.host.following.finding import Finder, Key
from sendoff.host.following.position import Position, told
from sendoff.host.following.reader import Reader
from sendoff.host.following.source import Chunk

_POLL = 0.2
_LATE = 600.0
"""A writer may go on with the former file until it is told to open the new one; after so many seconds it will not."""

_COARSE = 1.0
"""A file's time may be a little behind the clock that its lines are stamped by (seconds)."""


class FileSource:
    """A file that postlogd(8) or a syslog daemon writes; see `Source`.

    The file being read stays open, whatever becomes of its name, and is left when what comes behind it has a line.
    Then it is looked at for some minutes more.
    """

    def __init__(self, path: str) -> None:
        self.name = path
        self._find = Finder(path)
        self._now: Reader | None = None
        self._base = Position(0)
        self._former: Reader | None = None
        self._left = 0.0
        self._ahead: list[Reader] = []
        self._key: Key | None = None
        self._accepted: list[dict[str, Any] | None] = []
        self._place: dict[str, Any] = {}
        self._gaps: list[str] = []
        self._sight: object = None

    def read(self, place: dict[str, Any] | None) -> Chunk:
        """See `Source.read`."""
        try:
            return self._read(place)
        except OSError as error:  # the disk's; that a file is missing or closed to us was said where it was opened
            self.close()
            raise failed("read", self.name, error) from None

    def _read(self, place: dict[str, Any] | None) -> Chunk:
        self._sight = self._look()
        if place not in self._accepted:
            self._go_to(place)
        elif self._now and not self._now.intact():
            self._go_to(self._place)
        data, latest = self._next()
        if not data and not self._gaps:
            self._accepted = [place, self._place]
            return Chunk(b"", self._place, time.time(), "", caught_up=True)
        self._place = self._told()
        self._accepted = [self._place]
        gap = "; ".join(self._gaps)
        self._gaps.clear()
        return Chunk(data, self._place, latest, gap, caught_up=not data)

    def wait(self, seconds: float) -> None:
        """See `Source.wait`."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            time.sleep(min(_POLL, left))
            if self._look() != self._sight:
                return

    def close(self) -> None:
        """See `Source.close`."""
        for reader in (self._now, self._former, *self._ahead):
            if reader:
                reader.close()
        self._now = self._former = self._key = None
        self._ahead = []
        self._accepted = []

    def _look(self) -> object:
        readers = (self._now, self._former)
        return self._find.status(), [reader.size() for reader in readers if reader]

    def _told(self) -> dict[str, Any]:
        place = (self._now.position if self._now else self._base).told()
        return {**place, "former": self._former.position.told()} if self._former else place

    def _go_to(self, place: dict[str, Any] | None) -> None:
        """Find the file that a place is in; where it is gone, say so, and go on with what is newer."""
        self.close()
        self._gaps.clear()
        if place is None:
            self._base = Position(0, time=self._find.changed())
        else:
            self._resume(told(place))
            self._former = self._find.holding(told(place["former"])) if "former" in place else None
            self._left = time.monotonic()
        self._place = self._told()

    def _resume(self, position: Position) -> None:
        self._base = Position(0, time=position.time)
        if not position.marks:
            return
        self._now = self._find.holding(position) or self._find.earlier_copy(position)
        if self._now is None:
            why = "".join(f"; {trouble}" for trouble in self._find.troubles)
            self._gaps.append(
                f"{self.name} was rotated or cut, and the file that was read up to byte {position.offset} "
                f"is gone: what was written behind that is lost{why}"
            )

    def _next(self) -> tuple[bytes, float]:
        """Return the next lines, and the time that they are not later than."""
        for reader in (self._late(), self._now):
            if reader and (data := reader.read()):
                return data, reader.time() + _COARSE
        data = self._move_on()
        return data, (self._now.time() if data and self._now else time.time()) + _COARSE

    def _late(self) -> Reader | None:
        """Return the former file while something may still be written to it."""
        former = self._former
        grown = former is not None and former.more()
        if grown:
            self._left = time.monotonic()
        if former and (time.monotonic() > self._left + _LATE or (grown and not former.intact())):
            former.close()
            self._former = None
        return self._former

    def _move_on(self) -> bytes:
        """Go on with what comes behind the file that was read to its end, as soon as that has a whole line."""
        self._look_ahead()
        while self._ahead:
            new = self._ahead[0]
            if new.size() and self._now and (data := self._now.read()):
                return data
            if data := new.read():
                self._leave_for(self._ahead.pop(0))
                return data
            if len(self._ahead) == 1:
                break
            self._note_end(new)
            self._ahead.pop(0).close()
        return b""

    def _look_ahead(self) -> None:
        key = self._find.key()
        if key == self._key and not self._find.changing():
            return
        ahead, self._ahead = self._ahead, []  # closed once, whatever the look comes to
        for reader in ahead:
            reader.close()
        self._ahead = self._find.behind(self._now, self._base.time)
        self._key = key

    def _leave_for(self, new: Reader) -> None:
        if self._former:
            self._former.close()
            self._former = None
        if self._now:
            self._note_end(self._now)
            if self._now.content.packed:
                self._now.close()
            else:
                self._former, self._left = self._now, time.monotonic()
        self._now = new

    def _note_end(self, reader: Reader) -> None:
        if reader.content.trouble:
            self._gaps.append(f"{reader.path}: {reader.content.trouble}")
        elif reader.half:
            self._gaps.append(f"the last line of {reader.path} is not whole")
