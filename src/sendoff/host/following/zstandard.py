"""A file compressed with Zstandard, read by the program zstd: Python's library has it only since 3.14."""

from __future__ import annotations

import os
import shutil
import subprocess

from sendoff.host.commands import environment
from sendoff.host.errors import HostError


class Zstd:
    """The content of such a file; see `Content`.

    Raises:
        HostError: the program is missing.
    """

    packed = True

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.trouble = ""
        self._child: subprocess.Popen[bytes] | None = None
        if not shutil.which("zstd", path=environment(None)["PATH"]):
            raise HostError("a log is compressed with Zstandard, and the program zstd is missing", "Install zstd.")

    def read(self, count: int) -> bytes:
        """See `Content.read`."""
        if self._child is None:
            self._child = self._start()
        assert self._child.stdout is not None  # noqa: S101 - asked for in _start
        data = os.read(self._child.stdout.fileno(), count)
        if not data and not self.trouble and self._child.wait():
            said = self._child.stderr.read(500).decode(errors="replace").strip() if self._child.stderr else ""
            self.trouble = f"it is damaged or cut off ({said})"
        return data

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        argv = ["zstd", "--decompress", "--stdout", "--quiet"]
        return subprocess.Popen(argv, stdin=self.descriptor, stdout=pipe, stderr=pipe, env=environment(None))

    def consumed(self) -> int:
        """See `Content.consumed`; the program shares our place in the file."""
        return os.lseek(self.descriptor, 0, os.SEEK_CUR)

    def close(self) -> None:
        """See `Content.close`."""
        os.close(self.descriptor)
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
