"""journalctl(1) as a child whose entries are read without blocking."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress

from sendoff.host.commands import environment
from sendoff.host.errors import HostError

SUPPRESSED = "a596d6fe7bfa4994828e72309e95d61e"
"""The id of journald's own entries that say how many of a service's entries it dropped."""

_WORDS = (
    "journalctl", "--quiet", "--no-pager", "--output=json",
    "--output-fields=MESSAGE,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_HOSTNAME",
)  # fmt: skip
_MATCHES = ("SYSLOG_FACILITY=2", "+", f"MESSAGE_ID={SUPPRESSED}", "_TRANSPORT=driver")
_PIPE = 1 << 20
_LONGEST = 1 << 20
_SAID = 500


class Journalctl:
    """A running journalctl. `said` has its last words, `code` its exit status once it ended.

    Raises:
        HostError: it is missing.
    """

    def __init__(self, words: tuple[str, ...], cursor: str, *, follow: bool) -> None:
        argv = [*_WORDS, *words, *(["--follow", "--no-tail"] if follow else [])]
        # The entry at the cursor is asked for too: whether it comes tells whether it still exists.
        argv += [f"--cursor={cursor}"] if cursor else []
        pipe, null = subprocess.PIPE, subprocess.DEVNULL
        try:
            self._child = subprocess.Popen(
                [*argv, *_MATCHES], stdin=null, stdout=pipe, stderr=pipe, env=environment(None)
            )
        except OSError as error:
            raise HostError(
                f"journalctl cannot be started: {error.strerror}", "Name a log file with --log, or install systemd."
            ) from None
        self.descriptor, self._errors = (pipe.fileno() for pipe in (self._child.stdout, self._child.stderr) if pipe)
        self.said = ""
        self.code: int | None = None
        self._rest = b""
        self._long = False
        for descriptor in (self.descriptor, self._errors):
            os.set_blocking(descriptor, False)
        _enlarge(self.descriptor)

    def read(self, count: int) -> list[bytes]:
        """Return the entries that came, of about `count` bytes at most; with none and a `code`, no more will."""
        self._listen()
        pieces = []
        size = 0
        while size < count and self.code is None:
            try:
                piece = os.read(self.descriptor, count - size)
            except BlockingIOError:
                break
            if not piece:
                self.code = self._child.wait()
                self._listen()
                break
            pieces.append(piece)
            size += len(piece)
        *entries, rest = (self._rest + b"".join(pieces)).split(b"\n")
        if self._long and entries:  # the end of an entry that was too long
            entries, self._long = entries[1:], False
        self._long = self._long or len(rest) > _LONGEST
        self._rest = b"" if self._long else rest
        return entries

    def _listen(self) -> None:
        with suppress(BlockingIOError):
            self.said = (self.said + os.read(self._errors, 4096).decode(errors="replace"))[-_SAID:]

    def close(self) -> None:
        """End the program."""
        self._child.kill()
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe:
                pipe.close()
        self._child.wait()


def _enlarge(descriptor: int) -> None:
    """Let more entries wait in the pipe, so that more are written down at once."""
    import fcntl

    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)
