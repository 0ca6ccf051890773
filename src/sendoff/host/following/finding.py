"""The file that a place in the log is in, and the files that come behind it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import TypeVar

from sendoff.host.errors import HostError
from sendoff.host.files import failed
from sendoff.host.following.family import OTHER, Member, family, following, later
from sendoff.host.following.position import Position
from sendoff.host.following.reader import Reader, at, at_start, is_earlier_copy

_T = TypeVar("_T")
_TRIES = 20
_TICK = 0.1
"""The kernel's clock for files goes in steps (seconds)."""

Key = tuple[int, bool, int]


class Finder:
    """Finds files of one log. `troubles` has why files beside it could not be looked into."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.troubles: list[str] = []

    def key(self) -> Key:
        """Return what differs after a rotation: the file's number, whether it has content, the folder's change."""
        inode, size = self.status()
        try:
            changed = os.stat(os.path.dirname(os.path.abspath(self.path))).st_mtime_ns
        except OSError:
            changed = 0
        return inode, size > 0, changed

    def status(self) -> tuple[int, int]:
        """Return number and size of the file that has the log's name; two zeros where there is none.

        Raises:
            HostError: it may not be looked at.
        """
        try:
            found = os.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            return 0, 0
        except OSError as error:
            raise failed("read", self.path, error) from None
        return found.st_ino, found.st_size

    def changing(self) -> bool:
        """Tell whether the folder changed so lately that its time may not tell the next change."""
        return abs(time.time() - self.key()[2] / 1e9) < _TICK

    def changed(self) -> float:
        """Return when the log was written last; now, where there is none (seconds since 1970)."""
        try:
            return os.stat(self.path).st_mtime
        except OSError:
            return time.time()

    def start(self) -> Reader | None:
        """Open the file that has the log's name; None where there is none.

        Raises:
            HostError: it cannot be read.
        """
        try:
            return at_start(self.path)
        except OSError as error:
            raise failed("read", self.path, error) from None

    def holding(self, position: Position) -> Reader | None:
        """Open the file that a place is in, at this place; None where it is gone.

        The very file counts more than a copy, and what rotation left more than a file that got the log's name since.
        """
        found = self._steadily(lambda: self._holding(position)) if position.marks else []
        return found[0] if found else None

    def earlier_copy(self, position: Position) -> Reader | None:
        """Open, at its end, a copy of the log that was made before the place was reached; None where there is none."""
        members = [member for member in family(self.path) if member.kind != OTHER]
        for member in members:
            if self._try(member.path, lambda path: is_earlier_copy(path, position)):
                reader = self._try(member.path, at_start)
                while reader and reader.read():
                    pass
                return reader
        return None

    def behind(self, reader: Reader | None, since: float) -> list[Reader]:
        """Open what comes behind a file that was read, oldest first; behind a moment where there is none."""
        return self._steadily(lambda: self._behind(reader, since))

    def _behind(self, reader: Reader | None, since: float) -> list[Reader]:
        inode = self.status()[0]
        if reader and inode == reader.inode:
            return []
        members = [member for member in family(self.path) if member.inode != inode]
        mine = self._mine(members, reader) if reader else None
        after = following(members, mine) if mine else later(members, reader.time() if reader else since)
        found = list[Reader]()
        try:
            found += filter(None, (self._try(member.path, at_start) for member in after))
            found += filter(None, (self.start(),))
        except BaseException:
            _close(found)
            raise
        return found

    def _mine(self, members: list[Member], reader: Reader) -> Member | None:
        """Return what became of a file that was read: another name, or compressed."""
        by_inode = next((member for member in members if member.inode == reader.inode), None)
        return by_inode or next((member for member in members if self._is_in(member, reader.position)), None)

    def _is_in(self, member: Member, position: Position) -> bool:
        found = self._try(member.path, lambda path: at(path, position, same=False))
        if found:
            found.close()
        return found is not None

    def _holding(self, position: Position) -> list[Reader]:
        """Return the file that a place is in, or none."""
        self.troubles.clear()
        members = family(self.path)
        rotated = [member.path for member in members if member.kind != OTHER]
        others = [member.path for member in members if member.kind == OTHER]
        tries = [(path, True) for path in (self.path, *rotated, *others)]
        tries += [(path, False) for path in (*rotated, self.path, *others)]
        readers = (self._try(path, partial(at, position=position, same=same)) for path, same in tries)
        return list(islice(filter(None, readers), 1))

    def _try(self, path: str, ask: Callable[[str], _T]) -> _T | None:
        try:
            return ask(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            trouble = failed("read", path, error)
        except HostError as error:
            trouble = error
        if path == self.path:
            raise trouble
        if f"{trouble}" not in self.troubles:
            self.troubles.append(f"{trouble}")
        return None

    def _names(self) -> tuple[Key, list[tuple[str, int]]]:
        """Return which file has which name: within a step of the clock, only that tells one rotation from two."""
        return self.key(), [(member.path, member.inode) for member in family(self.path)]

    def _steadily(self, look: Callable[[], list[Reader]]) -> list[Reader]:
        """Look again while a rotation goes on: files change their names between two looks."""
        for _ in range(_TRIES - 1):
            before, found = self._names(), look()
            if self._names() == before:
                return found
            _close(found)
        return look()


def _close(readers: Iterable[Reader]) -> None:
    for reader in readers:
        reader.close()
