"""A log that is written, rotated in every way, and read by a watch that stops, dies and comes back: each line once."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sendoff.host.following.file_source import FileSource
from sendoff.host.following.source import Chunk

LEAST = int(os.environ.get("SENDOFF_FOLLOWING_LEAST", "0"))
EPOCH = 1_795_400_000


def zstd(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd,
}


class Writer:
    """A syslog daemon and its rotation. Each change of a file is a second after the one before."""

    def __init__(self, folder: Path, *, dated: bool) -> None:
        self.path = folder / "mail.log"
        self.written: list[bytes] = []
        self._dated = dated
        self._seconds = EPOCH
        self._rotations = 0
        self._half = b""
        self._file: BinaryIO = self.path.open("ab")
        self._stamp(self.path)

    def append(self, count: int = 1) -> None:
        for _ in range(count):
            self.end_line()
            self._write(self._line())

    def begin_line(self) -> None:
        self.end_line()
        line = self._line()
        self._half = line[len(line) // 2 :]
        self._write(line[: len(line) // 2])

    def end_line(self) -> None:
        self._write(self._half)
        self._half = b""

    def rename(self) -> None:
        """Rotate by renaming; the writer goes on with the old file until `reopen`."""
        if not self.path.exists():
            self.reopen()
        os.rename(self.path, self._next())

    def reopen(self) -> None:
        self.end_line()
        self._file.close()
        self._file = self.path.open("ab")
        self._stamp(self.path)

    def copy_and_cut(self) -> None:
        self.reopen()
        target = self._next()
        shutil.copyfile(self.path, target)
        self._stamp(target)
        self._file.truncate(0)
        self._stamp(self.path)

    def compress(self, ending: str) -> None:
        """Compress the newest file that is not, once the writer has left it."""
        self.reopen()
        plain = sorted(self.path.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        plain = [path for path in plain if path != self.path and path.suffix not in COMPRESSIONS]
        if plain:
            packed = plain[-1].with_name(plain[-1].name + ending)
            packed.write_bytes(COMPRESSIONS[ending](plain[-1].read_bytes()))
            shutil.copystat(plain[-1], packed)
            plain[-1].unlink()

    def close(self) -> None:
        self._file.close()

    def _next(self) -> Path:
        self._rotations += 1
        if self._dated:
            return self.path.with_name(f"mail.log-{20261100 + self._rotations}")
        for number in range(self._rotations, 0, -1):
            for old in self.path.parent.glob(f"mail.log.{number}*"):
                if old.name.split(".")[2] == str(number):
                    old.rename(old.with_name(old.name.replace(f"log.{number}", f"log.{number + 1}", 1)))
        return self.path.with_name("mail.log.1")

    def _line(self) -> bytes:
        line = b"%d of many lines\n" % len(self.written)
        self.written.append(line)
        return line

    def _write(self, data: bytes) -> None:
        if data:
            self._file.write(data)
            self._file.flush()
            self._stamp(self._file.fileno())

    def _stamp(self, file: Path | int) -> None:
        self._seconds += 1
        os.utime(file, (self._seconds, self._seconds))


class Watch:
    """A watch with its ledger: the place stands with the lines, or neither does."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.lines: list[bytes] = []
        self.gaps: list[str] = []
        self._place: dict[str, Any] | None = None
        self._source = FileSource(self.path)

    def read(self) -> None:
        self._keep(self._source.read(self._place))

    def fail(self) -> None:
        """Read and come to a full disk: nothing is kept."""
        self._source.read(self._place)

    def restart(self) -> None:
        self._source.close()
        self._source = FileSource(self.path)

    def finish(self) -> None:
        for _ in range(1000):
            chunk = self._source.read(self._place)
            self._keep(chunk)
            if chunk.caught_up:
                return
        raise AssertionError("it never catches up")

    def close(self) -> None:
        self._source.close()

    def _keep(self, chunk: Chunk) -> None:
        assert chunk.data == b"" or chunk.data.endswith(b"\n")
        self.lines += chunk.data.splitlines(keepends=True)
        self.gaps += [chunk.gap] if chunk.gap else []
        self._place = json.loads(json.dumps(chunk.place))


def steps(writer: Writer, watch: Watch) -> dict[str, Callable[[], None]]:
    return {
        "append": writer.append,
        "append many": lambda: writer.append(300),
        "half": writer.begin_line,
        "rename": writer.rename,
        "reopen": writer.reopen,
        "copy and cut": writer.copy_and_cut,
        **{f"compress {ending}": partial(writer.compress, ending) for ending in COMPRESSIONS},
        "read": watch.read,
        "fail": watch.fail,
        "restart": watch.restart,
        "finish": watch.finish,
    }


NAMES = [
    "append", "append many", "half", "rename", "reopen", "copy and cut",
    *(f"compress {ending}" for ending in COMPRESSIONS), "read", "fail", "restart", "finish",
]  # fmt: skip


@settings(max_examples=int(os.environ.get("SENDOFF_FOLLOWING_EXAMPLES", "150")), deadline=None,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(st.lists(st.sampled_from(NAMES), min_size=LEAST, max_size=40), st.booleans())
@pytest.mark.slow
def test_every_line_is_read_once_whatever_the_rotation(names: list[str], dated: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = Writer(Path(folder), dated=dated)
        watch = Watch(writer.path)
        watch.read()  # from here on nothing may be missed
        known = steps(writer, watch)
        for name in names:
            known[name]()
        writer.reopen()
        watch.finish()
        writer.close()
        watch.close()
        assert sorted(watch.lines) == sorted(writer.written)
        assert watch.gaps == []
