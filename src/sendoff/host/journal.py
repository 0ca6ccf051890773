"""Postfix's log: where it is, and what it says since a moment.

It is in a file of Postfix's own (maillog_file), in the systemd journal, or in a file of syslog's.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from sendoff.host import Host, systemd_journal
from sendoff.host.log_files import Position, before, end_of, read_on
from sendoff.host.texts import live_parameters

if TYPE_CHECKING:
    import socket

SYSLOG_FILES = ("/var/log/mail.log", "/var/log/maillog", "/var/log/syslog", "/var/log/messages")
"""Where syslog daemons write mail's lines, the file of mail alone first."""

DEV_LOG = "/dev/log"
_BEFORE_BYTES = 128 * 1024
_POSTFIX = rb"(?m)^.{1,100} postfix[^\s\[]*/\w+\[\d+\]: "


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in every place where Postfix may log, so that it holds when a change moves the log."""

    when: float
    files: Mapping[str, Position] = field(default_factory=dict)
    cursor: str = ""


class Log(Protocol):
    """A log that can be followed. `name` is where it is, `reason` why it cannot be read (else empty)."""

    name: str
    reason: str

    def mark(self) -> Mark:
        """Return this moment."""
        ...

    def read(self, mark: Mark) -> tuple[list[str], Mark]:
        """Return the whole lines written after a mark, and the mark behind the last of them."""
        ...

    def since(self, mark: Mark) -> list[str]:
        """Return the whole lines written after a mark."""
        ...

    def before(self, mark: Mark) -> list[str]:
        """Return some of the lines just before a mark."""
        ...


def find(host: Host) -> Log:
    """Return Postfix's log on this machine."""
    own = own_file(host)
    if own.startswith("/dev/"):
        return NoLog(f"Postfix logs to {own}, which cannot be read back")
    if own:
        return FileLog(host, own)
    if not has_log(host):
        return NoLog(f"neither syslog nor journald takes Postfix's log ({DEV_LOG}), and maillog_file is not set")
    if _goes_to_journal():
        return JournalLog(host)
    present = [path for path in SYSLOG_FILES if os.path.exists(path)]
    if not present:
        return NoLog(f"syslog writes none of {', '.join(SYSLOG_FILES)}")
    return FileLog(host, next(filter(has_postfix, present), present[0]))


def mark(host: Host) -> Mark:
    """Return this moment in every place where Postfix may log."""
    files = {path: found for path in (own_file(host), *SYSLOG_FILES) if path and (found := end_of(path))}
    return Mark(time.time(), files, systemd_journal.cursor(host) if _goes_to_journal() else "")


def own_file(host: Host) -> str:
    """Return the file that Postfix writes by itself; empty when it logs by syslog."""
    path = live_parameters(host).get("maillog_file", "")
    return host.commands.run(["postconf", "-xh", "maillog_file"]).out.strip() if "$" in path else path


def has_log(_host: Host) -> bool:
    """Tell whether syslog or journald takes mail's log on this machine: somebody listens at /dev/log."""
    import socket

    try:
        if not stat.S_ISSOCK(os.stat(DEV_LOG).st_mode):
            return False
    except OSError:
        return False
    return any(_answers(socket.socket(socket.AF_UNIX, kind)) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM))


def _answers(asked: socket.socket) -> bool:
    with asked:
        asked.settimeout(1)
        try:
            asked.connect(DEV_LOG)
        except OSError:
            return False
        return True


def _goes_to_journal() -> bool:
    return os.path.realpath(DEV_LOG).startswith("/run/systemd/journal/")


def has_postfix(path: str) -> bool:
    """Tell whether the end of a file has lines of Postfix."""
    import re

    end = end_of(path)
    return end is not None and re.search(_POSTFIX, before(path, end, _BEFORE_BYTES)) is not None


class NoLog:
    """A log that cannot be read, with the reason."""

    name = "no log"

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def mark(self) -> Mark:
        """See `Log.mark`."""
        return Mark(time.time())

    def read(self, mark: Mark) -> tuple[list[str], Mark]:
        """Return nothing."""
        return [], mark

    def since(self, mark: Mark) -> list[str]:
        """Return nothing."""
        return []

    def before(self, mark: Mark) -> list[str]:
        """Return nothing."""
        return []


class FileLog:
    """A file that Postfix's postlogd or a syslog daemon writes."""

    reason = ""

    def __init__(self, host: Host, path: str) -> None:
        self.name = path
        self._host = host

    def mark(self) -> Mark:
        """See `Log.mark`."""
        return mark(self._host)

    def read(self, mark: Mark) -> tuple[list[str], Mark]:
        """See `Log.read`; a file that was not there at the mark is read from its beginning."""
        data, position = read_on(self.name, mark.files.get(self.name))
        files = {**mark.files, self.name: position} if position else mark.files
        return _lines(data), replace(mark, files=files)

    def since(self, mark: Mark) -> list[str]:
        """See `Log.since`."""
        return self.read(mark)[0]

    def before(self, mark: Mark) -> list[str]:
        """See `Log.before`."""
        place = mark.files.get(self.name)
        return _lines(before(self.name, place, _BEFORE_BYTES)) if place else []


def _lines(data: bytes) -> list[str]:
    return data.decode(errors="replace").split("\n")[:-1]


class JournalLog:
    """The systemd journal."""

    name = "the systemd journal"
    reason = ""

    def __init__(self, host: Host) -> None:
        self._host = host

    def mark(self) -> Mark:
        """See `Log.mark`."""
        return mark(self._host)

    def read(self, mark: Mark) -> tuple[list[str], Mark]:
        """See `Log.read`."""
        lines, cursor = systemd_journal.after(self._host, mark.cursor, mark.when)
        return lines, replace(mark, cursor=cursor or mark.cursor)

    def since(self, mark: Mark) -> list[str]:
        """See `Log.since`."""
        return self.read(mark)[0]

    def before(self, mark: Mark) -> list[str]:
        """See `Log.before`."""
        return systemd_journal.until(self._host, mark.when)
