"""Which log is followed: one only, since a line may stand in several."""

from __future__ import annotations

import os

from sendoff.host import Host, journal
from sendoff.host.errors import HostError
from sendoff.host.following.family import family, later
from sendoff.host.following.file_source import FileSource
from sendoff.host.following.journal_source import JournalSource
from sendoff.host.following.source import Source

_MEND = "Name the log: `sendoff watch --log FILE`."


def find(host: Host, path: str | None = None) -> Source:
    """Return Postfix's log on this machine, or the file at `path`.

    Raises:
        HostError: there is none.
    """
    if path is not None:
        if not os.path.exists(path):
            raise HostError(f"there is no file {path}", "Name the file that Postfix's log is in.")
        return FileSource(os.path.abspath(path))
    found = journal.find(host)
    if isinstance(found, journal.JournalLog):
        return JournalSource()
    if found.reason:
        raise HostError(found.reason, _MEND)
    return FileSource(_before_rotation(found.name))


def _before_rotation(chosen: str) -> str:
    """Return the file of syslog's that had Postfix's lines until it was rotated a moment ago, else the chosen one.

    A new mail.log is empty until the next mail, while the same lines stand in a syslog that was not rotated yet.
    """
    files = journal.SYSLOG_FILES
    better = files[: files.index(chosen)] if chosen in files else ()
    return next((path for path in better if os.path.exists(path) and _had_postfix(path)), chosen)


def _had_postfix(path: str) -> bool:
    rotated = max(later(family(path), 0.0), key=lambda member: member.time, default=None)
    return rotated is not None and journal.has_postfix(rotated.path)
