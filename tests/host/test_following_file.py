from __future__ import annotations

import errno
import gzip
import itertools
import os
import shutil
import subprocess
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sendoff.host.errors import HostError
from sendoff.host.following import file_source
from sendoff.host.following.content import Plain
from sendoff.host.following.file_source import FileSource
from sendoff.host.following.finding import Finder
from sendoff.host.following.source import Chunk

LONGEST = 64 * 1024


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_bytes(b"one\ntwo\n")
    return path


@pytest.fixture
def source(log: Path) -> Iterator[FileSource]:
    found = FileSource(str(log))
    yield found
    found.close()


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def read(source: FileSource, place: dict[str, Any] | None) -> tuple[bytes, dict[str, Any], str]:
    """Return all there is, the place behind it, and the gaps."""
    data, gaps = b"", []
    for _ in range(100):
        chunk = source.read(place)
        place = chunk.place
        data += chunk.data
        gaps += [chunk.gap] if chunk.gap else []
        if chunk.caught_up:
            return data, chunk.place, "; ".join(gaps)
    raise AssertionError("it never catches up")


def anew(log: Path, place: dict[str, Any] | None) -> tuple[bytes, str]:
    """Read as a watch does that was started again."""
    source = FileSource(str(log))
    try:
        data, _, gap = read(source, place)
    finally:
        source.close()
    return data, gap


def test_half_a_line_is_left_for_the_next_read(log: Path, source: FileSource) -> None:
    append(log, b"thr")
    data, place, _ = read(source, None)
    assert data == b"one\ntwo\n"
    append(log, b"ee\nfo")
    assert anew(log, place) == (b"three\n", "")
    assert read(source, place)[0] == b"three\n"


def test_a_place_that_was_not_kept_is_gone_back_to(log: Path, source: FileSource) -> None:
    first = read(source, None)[1]
    append(log, b"three\n")
    assert read(source, first)[0] == b"three\n"
    assert read(source, first)[0] == b"three\n"
    assert read(source, None)[0] == b"one\ntwo\nthree\n"


def test_lines_written_to_the_former_file_after_its_renaming_are_found(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    former = log.rename(log.with_name("mail.log.1"))
    log.touch()
    append(former, b"three\n")
    data, place, _ = read(source, place)
    assert data == b"three\n"
    append(log, b"four\n")
    data, place, _ = read(source, place)
    assert data == b"four\n"
    append(former, b"late\n")
    assert anew(log, place) == (b"late\n", "")
    data, place, gap = read(source, place)
    assert (data, gap) == (b"late\n", "")
    assert anew(log, place) == (b"", "")


def test_the_former_file_is_not_kept_open_for_ever(
    log: Path, source: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = read(source, None)[1]
    log.unlink()
    log.write_bytes(b"three\n")
    place = read(source, place)[1]
    assert source._former
    monkeypatch.setattr(file_source, "_LATE", -1.0)
    source.read(place)
    assert source._former is None


def test_the_rest_of_a_removed_file_is_read_while_it_is_open(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    append(log, b"three\n")
    log.unlink()
    assert read(source, place)[0] == b"three\n"
    assert "is gone" in anew(log, place)[1]


def test_a_file_that_is_gone_for_a_moment(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    aside = log.rename(log.with_name("aside"))
    assert read(source, place) == (b"", place, "")
    aside.rename(log)
    append(log, b"three\n")
    assert read(source, place)[0] == b"three\n"


def test_a_log_that_is_not_there_yet(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    source = FileSource(str(log))
    data, place, gap = read(source, None)
    assert (data, gap) == (b"", "")
    log.write_bytes(b"one\n")
    assert anew(log, place) == (b"one\n", "")
    assert read(source, place)[0] == b"one\n"
    source.close()


@pytest.mark.parametrize("cut_by", ["truncate", "replace"])
def test_what_nobody_kept_is_said_to_be_lost(log: Path, source: FileSource, cut_by: str) -> None:
    place = read(source, None)[1]
    append(log, b"never read\n")
    if cut_by == "replace":
        log.unlink()
    log.write_bytes(b"other\n")
    data, gap = anew(log, place)
    assert data == b"other\n"
    assert "up to byte 8 is gone" in gap


def test_a_log_cut_while_it_is_watched_is_a_gap_said_once(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    os.truncate(log, 0)
    data, place, gap = read(source, place)
    assert (data, bool(gap)) == (b"", True)
    append(log, b"three\n")
    assert anew(log, place) == (b"three\n", "")
    assert read(source, place) == (b"three\n", source._place, "")


def test_a_cut_log_that_has_grown_beyond_the_place_is_noticed(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    log.write_bytes(b"more lines than before\nand another\n")
    data, _, gap = read(source, place)
    assert data == b"more lines than before\nand another\n"
    assert gap


def test_the_zero_bytes_of_a_log_cut_under_its_writer_are_no_line(log: Path) -> None:
    with log.open("r+b") as writer:
        writer.seek(0, os.SEEK_END)
        source = FileSource(str(log))
        place = read(source, None)[1]
        shutil.copyfile(log, log.with_name("mail.log.1"))
        os.truncate(log, 0)
        writer.write(b"three\n")
    assert log.read_bytes() == b"\0" * 8 + b"three\n"
    data, place, gap = read(source, place)
    assert (data, gap) == (b"three\n", "")
    append(log, b"four\n")
    assert anew(log, place) == (b"four\n", "")
    source.close()


def test_a_copy_made_before_the_last_lines_were_read_is_not_read_again(log: Path, source: FileSource) -> None:
    place = None
    for line in (b"three\n", b"four\n", b"five\n"):
        append(log, line)
        place = read(source, place)[1]
    log.with_name("mail.log.1").write_bytes(b"one\ntwo\nthree\nfour\n")
    log.write_bytes(b"six\n")
    assert anew(log, place) == (b"six\n", "")
    assert read(source, place)[0::2] == (b"six\n", "")


def test_logs_that_begin_alike_are_told_apart(log: Path, source: FileSource) -> None:
    head = b"# the log of this server\n" * 100
    log.write_bytes(head + b"one\n")
    place = read(source, None)[1]
    append(log, b"two\n")
    log.with_name("mail.log.3").write_bytes(head + b"old\n" + b"old\n")
    os.utime(log.with_name("mail.log.3"), (1, 1))
    log.rename(log.with_name("mail.log.2"))
    log.with_name("mail.log.1").write_bytes(head + b"three\n")
    log.write_bytes(head)
    assert anew(log, place) == (b"two\n" + head + b"three\n" + head, "")


def test_a_new_file_with_the_number_of_the_old_one(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    inode = log.stat().st_ino
    log.with_name("mail.log.1.gz").write_bytes(gzip.compress(b"one\ntwo\nthree\n"))
    log.write_bytes(b"a new file's first line\n")  # the same inode, as it is after the old one was freed
    assert log.stat().st_ino == inode
    assert anew(log, place) == (b"three\na new file's first line\n", "")


def test_several_rotations_are_read_in_their_order(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    append(log, b"three\n")
    log.with_name("mail.log.4.gz").write_bytes(gzip.compress(b"older\n"))
    log.with_name("mail.log.3.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.with_name("mail.log.2").write_bytes(b"four\n")
    log.with_name("mail.log.1").write_bytes(b"five\n")
    log.with_name("mail.log.bak").write_bytes(b"no part of it\n")
    log.write_bytes(b"six\n")
    assert anew(log, place) == (b"three\nfour\nfive\nsix\n", "")


def test_a_file_that_is_being_compressed_is_read_once(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    log.rename(log.with_name("mail.log.2"))
    log.with_name("mail.log.2.gz").write_bytes(gzip.compress(b"one\ntwo\n")[:-3])
    log.with_name("mail.log.1").write_bytes(b"three\n")
    log.with_name("mail.log.1.gz").write_bytes(gzip.compress(b"three\n")[:-3])
    log.write_bytes(b"four\n")
    assert anew(log, place) == (b"three\nfour\n", "")


@pytest.mark.parametrize(
    "names",
    [
        ("postfix.log", "postfix.log.20261123-040000.gz", "postfix.log.20261123-040001"),
        ("mail.log", "mail.log-20261123.gz", "mail.log-20261124"),
        ("mail.log", "mail-20261123.log.gz", "mail-20261124.log"),
        ("mail.log", "mail.log-2026-11-23.gz", "mail.log-2026-11-24"),
        ("maillog", "maillog.10.gz", "maillog.9"),
    ],
)
def test_names_that_rotation_gives(tmp_path: Path, names: tuple[str, str, str]) -> None:
    log, first, second = (tmp_path / name for name in names)
    log.write_bytes(b"one\n")
    source = FileSource(str(log))
    place = read(source, None)[1]
    source.close()
    second.write_bytes(b"three\n")
    first.write_bytes(gzip.compress(b"one\ntwo\n"))
    log.write_bytes(b"four\n")
    assert anew(log, place) == (b"two\nthree\nfour\n", "")


def test_a_damaged_former_file_gives_what_it_has_and_says_so(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    packed = gzip.compress(b"one\ntwo\nthree\n" + os.urandom(50_000).hex().encode())
    log.with_name("mail.log.1.gz").write_bytes(packed[:-20_000])
    log.write_bytes(b"four\n")
    data, gap = anew(log, place)
    assert data == b"three\nfour\n"
    assert "mail.log.1.gz: it is cut off" in gap


def test_a_former_file_that_may_not_be_read_is_named(
    log: Path, source: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = read(source, None)[1]
    log.with_name("mail.log.1.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"more")
    log.write_bytes(b"four\n")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    data, gap = anew(log, place)
    assert data == b"four\n"
    assert "zstd is missing" in gap


def test_a_rotated_file_whose_last_line_is_not_whole(log: Path, source: FileSource) -> None:
    append(log, b"thr")
    place = read(source, None)[1]
    log.rename(log.with_name("mail.log.1"))
    log.write_bytes(b"four\n")
    data, gap = anew(log, place)
    assert data == b"four\n"
    assert "not whole" in gap


@pytest.mark.parametrize("megabytes", [1, 100])
def test_of_a_line_without_end_the_beginning_counts_once(tmp_path: Path, megabytes: int) -> None:
    log = tmp_path / "mail.log"
    with log.open("wb") as file:
        file.write(b"one\n")
        for _ in range(megabytes):
            file.write(b"x" * (1 << 20))
    source = FileSource(str(log))
    tracemalloc.start()
    data, place, _ = read(source, None)
    assert data == b"one\n"
    append(log, b"\ntwo\n")
    data, place, _ = read(source, place)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert data == b"x" * LONGEST + b"\ntwo\n"
    assert anew(log, place) == (b"", "")
    assert peak < 8 * (1 << 20)
    source.close()


def test_long_lines_among_others(log: Path) -> None:
    fits, long = b"y" * LONGEST, b"z" * (LONGEST + 1)
    log.write_bytes(b"one\n" + fits + b"\n" + long + b"\n\n" + long + b"\nend\n")
    assert anew(log, None)[0] == b"one\n" + fits + b"\n" + long[:-1] + b"\n\n" + long[:-1] + b"\nend\n"


def test_chunks_are_bounded_whole_lines(log: Path, source: FileSource) -> None:
    line = b"a line of some forty characters, or so..\n"
    log.write_bytes(line * 100_000)
    place, data = None, b""
    while not (chunk := source.read(place)).caught_up:
        assert len(chunk.data) <= (1 << 20) + LONGEST + 1
        assert chunk.data.endswith(b"\n")
        data, place = data + chunk.data, chunk.place
    assert data == line * 100_000


def test_no_stamp_can_be_later_than_the_file(log: Path, source: FileSource) -> None:
    os.utime(log, (1_795_400_000, 1_795_400_000))
    assert source.read(None).latest == 1_795_400_001


def test_waiting_ends_when_something_is_written(log: Path, source: FileSource) -> None:
    place = read(source, None)[1]
    timer = threading.Timer(0.05, append, (log, b"three\n"))
    timer.start()
    source.wait(60)  # the test's own time limit is less
    timer.join()
    assert read(source, place)[0] == b"three\n"


def test_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path):
        source = FileSource(str(path))
        with pytest.raises(HostError, match="is not a file"):
            source.read(None)
        source.close()


def test_a_failing_disk_is_an_error_and_reading_goes_on_after_it(
    log: Path, source: FileSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = read(source, None)[1]
    append(log, b"three\n")

    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as failing:
        failing.setattr(Plain, "read", fail)
        with pytest.raises(HostError, match=r"cannot read .*mail\.log: Input/output error"):
            source.read(place)
    assert read(source, place)[0] == b"three\n"


class Rotating(threading.Thread):
    """A writer that rotates as fast as it can while it is watched."""

    def __init__(self, log: Path, rotations: int) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self._log = log
        self._rotations = rotations

    def run(self) -> None:
        """Write, rename, write on for a moment, open the new file; compress what is older."""
        file = self._log.open("ab", buffering=0)
        for rotation in range(self._rotations):
            for number in range(20):
                if number == 10:
                    self._rotate(rotation)
                self.written.append(b"rotation %d, line %d\n" % (rotation, number))
                file.write(self.written[-1])
            file.close()
            file = self._log.open("ab", buffering=0)
        file.close()

    def _rotate(self, rotation: int) -> None:
        for number in range(rotation, 0, -1):
            for ending in ("", ".gz"):
                old = self._log.with_name(f"mail.log.{number}{ending}")
                if old.exists():
                    old.rename(self._log.with_name(f"mail.log.{number + 1}{ending}"))
        older = self._log.with_name("mail.log.2")
        if older.exists():
            older.with_name("mail.log.2.gz").write_bytes(gzip.compress(older.read_bytes()))
            shutil.copystat(older, older.with_name("mail.log.2.gz"))
            older.unlink()
        self._log.rename(self._log.with_name("mail.log.1"))


@pytest.mark.parametrize("restarted", [False, True])
def test_rotation_in_the_middle_of_reading(tmp_path: Path, *, restarted: bool) -> None:
    log = tmp_path / "mail.log"
    log.touch()
    before = open_files()
    writer, source = Rotating(log, 60), FileSource(str(log))
    place, lines = source.read(None).place, b""
    writer.start()
    ended = False
    while not ended:
        ended = not writer.is_alive()
        if restarted:
            source.close()
        data, place, gap = read(source, place)
        lines += data
        assert gap == ""
    source.close()
    assert sorted(lines.splitlines(keepends=True)) == sorted(writer.written)
    assert open_files() == before


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_looking_again_while_a_rotation_goes_on_leaves_no_file_open(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.with_name("mail.log.1").write_bytes(b"zero\n")
    changes = itertools.count()
    monkeypatch.setattr(Finder, "key", lambda _: (next(changes), True, 0))
    before = open_files()
    found = Finder(str(log)).behind(None, 0.0)
    assert (len(found), open_files()) == (2, before + 2)
    for reader in found:
        reader.close()


def test_a_log_that_cannot_be_opened_leaves_the_files_before_it_closed(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.with_name("mail.log.1").write_bytes(b"zero\n")

    def refuse(_: Finder) -> None:
        raise HostError("cannot read it")

    monkeypatch.setattr(Finder, "start", refuse)
    before, source = open_files(), FileSource(str(log))
    for _ in range(3):
        with pytest.raises(HostError, match="cannot read it"):
            source.read({"inode": 1, "offset": 0, "marks": [], "time": 0.0})
    source.close()
    assert open_files() == before


LOGROTATE = """{log} {{
    rotate 9
    {words}
    missingok
    nocreate
    nomail
    su root root
}}
"""


@pytest.mark.parametrize(
    "words", ["", "copytruncate", "compress", "delaycompress\ncompress", "dateext\ndateformat -%Y%m%d-%s\ncompress"]
)
def test_the_real_logrotate(tmp_path: Path, words: str) -> None:
    log, state = tmp_path / "mail.log", tmp_path / "state"
    rules = tmp_path / "rules"
    rules.write_text(LOGROTATE.format(log=log, words=words.replace("\n", "\n    ")))
    rules.chmod(0o644)
    written, place, lines = [], None, b""
    for number in range(6):
        if "dateext" in words:
            for old in sorted(
                tmp_path.glob("mail.log-*")
            ):  # a second in one day has the same name: make it an earlier one
                stem, seconds = old.name.removesuffix(".gz").rsplit("-", 1)
                old.rename(old.with_name(f"{stem}-{int(seconds) - 100}{old.suffix}"))
        written.append(b"line %d\n" % number)
        append(log, written[-1])
        if number % 3 == 0:
            source = FileSource(str(log))
            data, place, gap = read(source, place)
            source.close()
            lines += data
            assert gap == ""
        written.append(b"line %d, later\n" % number)
        append(log, written[-1])
        subprocess.run(
            ["logrotate", "--force", "--state", str(state), str(rules)], check=True, env={"PATH": "/usr/sbin:/usr/bin"}
        )
    data, gap = anew(log, place)
    assert (lines + data).splitlines(keepends=True) == written
    assert gap == ""


def test_a_chunk_of_nothing_keeps_its_place(source: FileSource) -> None:
    place = read(source, None)[1]
    chunk = source.read(place)
    assert chunk == Chunk(b"", place, chunk.latest, "", caught_up=True)
