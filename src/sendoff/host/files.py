"""Files: read whole, written whole.

A file is written beside its place with owner and mode before content, synced, and renamed over the
old one; its folder is synced too, so that after a power cut there is the old file or the new one.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import NamedTuple, Protocol

from sendoff.host.errors import HostError

SETTLED = 3.0
"""Postfix's programs wait up to two seconds before they believe a main.cf that has just been written, in case it
still grows. Ours is whole when it appears, so it is dated back by this much (seconds)."""


class Status(NamedTuple):
    """Permission bits, owner, size (bytes) and time of the last change (ns) of a file."""

    mode: int
    owner: int
    group: int
    size: int
    changed_ns: int
    inode: int


class Files(Protocol):
    """Reads and writes files; every method raises HostError with the path when the system refuses."""

    def read(self, path: str) -> bytes | None:
        """Return a file's content, or None when there is none."""
        ...

    def status(self, path: str) -> Status | None:
        """Return a file's or folder's status, following links, or None when there is none."""
        ...

    def names(self, path: str) -> list[str]:
        """Return the sorted names in a folder; empty when there is no such folder."""
        ...

    def write(self, path: str, data: bytes, mode: int = 0o644, *, settled: bool = False) -> None:
        """Write a file whole, keeping the owner of one that is there; atomic and durable.

        `settled` dates it back by `SETTLED` seconds, for files that Postfix reads.
        """
        ...

    def make_folder(self, path: str, mode: int = 0o755) -> None:
        """Make a folder with this mode, and its parents; an existing one gets the mode."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file or a whole folder; nothing happens when there is none."""
        ...

    def rename(self, old: str, new: str) -> None:
        """Rename in one step; durable."""
        ...


class RealFiles:
    """This machine's files."""

    def read(self, path: str) -> bytes | None:
        """See `Files.read`."""
        try:
            with open(path, "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError, ProcessLookupError):  # a process of /proc may go any time
            return None
        except OSError as error:
            raise failed("read", path, error) from None

    def status(self, path: str) -> Status | None:
        """See `Files.status`."""
        try:
            found = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise failed("look at", path, error) from None
        return Status(
            found.st_mode & 0o7777, found.st_uid, found.st_gid, found.st_size, found.st_mtime_ns, found.st_ino
        )

    def names(self, path: str) -> list[str]:
        """See `Files.names`."""
        try:
            return sorted(os.listdir(path))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise failed("list", path, error) from None

    def write(self, path: str, data: bytes, mode: int = 0o644, *, settled: bool = False) -> None:
        """See `Files.write`."""
        path = os.path.realpath(path)
        beside = f"{path}.sendoff-new"
        try:
            before = self.status(path)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with open(descriptor, "wb") as file:
                if before and (before.owner, before.group) != (os.geteuid(), os.getegid()):
                    os.fchown(descriptor, before.owner, before.group)
                os.fchmod(descriptor, mode)
                file.write(data)
                file.flush()
                if settled:
                    os.utime(descriptor, (time.time(), time.time() - SETTLED))
                os.fsync(descriptor)
            os.rename(beside, path)
            sync(os.path.dirname(path))
        except OSError as error:
            self._forget(beside)
            raise failed("write", path, error) from None

    def make_folder(self, path: str, mode: int = 0o755) -> None:
        """See `Files.make_folder`."""
        try:
            os.makedirs(path, exist_ok=True)
            os.chmod(path, mode)
            sync(os.path.dirname(path))
        except OSError as error:
            raise failed("make", path, error) from None

    def remove(self, path: str) -> None:
        """See `Files.remove`."""
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                import shutil  # start-up

                shutil.rmtree(path)
            else:
                os.unlink(path)
            sync(os.path.dirname(path))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise failed("remove", path, error) from None

    def rename(self, old: str, new: str) -> None:
        """See `Files.rename`."""
        try:
            os.rename(old, new)
            sync(os.path.dirname(new))
        except OSError as error:
            raise failed("rename", old, error) from None

    def _forget(self, path: str) -> None:
        with contextlib.suppress(OSError):
            os.unlink(path)


def sync(path: str) -> None:
    """Make a file's content, or a folder's entries, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_MENDS = {
    "EACCES": "Run the command as root.",
    "EPERM": "Run the command as root.",
    "ENOSPC": "Make room on that file system, then try again.",
    "EDQUOT": "Make room on that file system, then try again.",
    "EROFS": "The file system is read-only: mount it writable, then try again.",
}


def failed(verb: str, path: str, error: OSError) -> HostError:
    """Return the error for a person: what could not be done, where, why, and how to mend it."""
    import errno  # start-up

    name = errno.errorcode.get(error.errno or 0, "")
    return HostError(f"cannot {verb} {path}: {error.strerror}", _MENDS.get(name, ""))
