from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sendoff.host import log_files
from sendoff.host.log_files import before, end_of, read_on


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_text("one\ntwo\n")
    return path


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_only_what_was_written_since(log: Path) -> None:
    mark = end_of(str(log))
    assert read_on(str(log), mark)[0] == b""
    append(log, "three\nfo")
    data, place = read_on(str(log), mark)
    assert data == b"three\n"
    append(log, "ur\n")
    assert read_on(str(log), place)[0] == b"four\n"
    assert read_on(str(log), mark)[0] == b"three\nfour\n"


def test_a_mark_within_a_line_is_before_it(log: Path) -> None:
    append(log, "thr")
    mark = end_of(str(log))
    append(log, "ee\n")
    assert read_on(str(log), mark)[0] == b"three\n"


def test_a_renamed_log_is_read_on_both_sides(log: Path) -> None:
    mark = end_of(str(log))
    append(log, "three\n")
    log.rename(log.with_name("mail.log.1"))
    log.write_text("four\n")
    data, place = read_on(str(log), mark)
    assert data == b"three\nfour\n"
    append(log, "five\n")
    assert read_on(str(log), place)[0] == b"five\n"


def test_a_log_that_was_copied_and_cut_is_read_on_both_sides(log: Path) -> None:
    mark = end_of(str(log))
    append(log, "three\n")
    shutil.copyfile(log, log.with_name("mail.log-20261123"))
    log.write_text("another beginning that is longer\n")
    assert read_on(str(log), mark)[0] == b"three\nanother beginning that is longer\n"


def test_a_log_that_began_empty_or_not_at_all(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    assert end_of(str(log)) is None
    assert read_on(str(log), None) == (b"", None)
    log.touch()
    mark = end_of(str(log))
    log.write_text("one\n")
    assert read_on(str(log), mark)[0] == b"one\n"
    assert read_on(str(log), None)[0] == b"one\n"


def test_reading_is_bounded(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = end_of(str(log))
    append(log, "".join(f"line {number}\n" for number in range(1000)))
    monkeypatch.setattr(log_files, "MAX_BYTES", 100)
    data, place = read_on(str(log), mark)
    assert len(data) <= 100
    assert data.startswith(b"line ")
    assert data.endswith(b"line 999\n")
    append(log, "more\n")
    assert read_on(str(log), place)[0] == b"more\n"


def test_what_stood_before(log: Path) -> None:
    mark = end_of(str(log))
    assert mark
    append(log, "three\n")
    assert before(str(log), mark, 1000) == b"one\ntwo\n"
    assert before(str(log), mark, 6) == b"two\n"
    log.unlink()
    assert before(str(log), mark, 1000) == b""
