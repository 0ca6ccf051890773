from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sendoff.host.errors import HostError
from sendoff.host.following.importing import Piece, read_files

MOMENT = 1_795_401_012
KINDS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=1),
    "zstd": lambda data: subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout,
}


def write(path: Path, data: bytes, time: int = MOMENT) -> str:
    path.write_bytes(data)
    os.utime(path, (time, time))
    return str(path)


def imported(paths: list[str], known: dict[str, dict[str, Any]] | None = None) -> tuple[bytes, dict[str, Any], str]:
    """Return what was read, the places known then, and the gaps."""
    places = dict(known or {})
    pieces = list(read_files(paths, known))
    for piece in pieces:
        places[piece.identity] = json.loads(json.dumps(piece.place))
    return b"".join(piece.data for piece in pieces), places, "; ".join(piece.gap for piece in pieces if piece.gap)


@pytest.mark.parametrize("kind", KINDS)
def test_compression_is_known_by_content_not_by_name(tmp_path: Path, kind: str) -> None:
    data = b"".join(b"Nov 23 02:30:12 web1 postfix/qmgr[1]: %06d: removed\n" % number for number in range(30_000))
    path = write(tmp_path / "any.name", KINDS[kind](data))
    pieces = list(read_files([path]))
    assert b"".join(piece.data for piece in pieces) == data
    assert all(len(piece.data) <= (1 << 20) + 65537 and piece.data.endswith(b"\n") for piece in pieces[:-1])
    assert {piece.latest for piece in pieces} == {MOMENT + 1.0}
    done = [piece.done for piece in pieces]
    assert done == sorted(done)
    assert done[-1] == pieces[-1].total == os.path.getsize(path)


def test_the_file_that_begins_first_comes_first(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a", b"2026-11-23T02:00:00.000001+00:00 web1 postfix/qmgr[1]: third\n"),
        write(tmp_path / "b", gzip.compress(b"no stamp\nDec 31 23:00:00 web1 postfix/qmgr[1]: first\n")),
        write(tmp_path / "c", b"2026-11-23T04:00:00+04:00 web1 postfix/qmgr[1]: second\n"),
        write(tmp_path / "d", b"no stamp at all\n"),
    ]
    data = imported(paths)[0]
    assert [line.rpartition(b" ")[2] for line in data.splitlines()] == [b"stamp", b"first", b"second", b"third", b"all"]
    assert imported(paths[::-1])[0] == data


def test_progress_counts_all_files(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, name.encode() * 1000 + b"\n") for name in "ab"]
    pieces: list[Piece] = list(read_files(paths))
    assert [(piece.done, piece.total) for piece in pieces] == [(1001, 2002), (1001, 2002), (2002, 2002), (2002, 2002)]


@pytest.mark.parametrize("size", [3, 10_000])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_imported_twice_is_read_on_where_it_grew(tmp_path: Path, kind: str, size: int) -> None:
    data = b"".join(b"line %d\n" % number for number in range(size))
    places = imported([write(tmp_path / "log", data)])[1]
    again = imported([write(tmp_path / "copy", KINDS[kind](data))], places)
    assert (again[0], again[2]) == (b"", "")
    more = imported([write(tmp_path / "log", KINDS[kind](data + b"more\n"))], places)
    assert (more[0], more[2]) == (b"more\n", "")
    assert len(more[1]) == 1
    assert imported([write(tmp_path / "log", KINDS[kind](data + b"more\nand more\n"))], more[1])[0] == b"and more\n"


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    data = b"one\ntwo\n"
    paths = [write(tmp_path / "log", data), write(tmp_path / "log.gz", gzip.compress(data))]
    assert imported(paths)[0] == data


def test_files_that_begin_alike_are_both_read(tmp_path: Path) -> None:
    head = b"".join(b"line %d\n" % number for number in range(20_000))
    paths = [write(tmp_path / "a", head + b"one\n" * 300), write(tmp_path / "b", head + b"two\n" * 300)]
    data = imported(paths)[0]
    assert data.count(b"one\n") == data.count(b"two\n") == 300


def test_a_shorter_copy_of_what_was_imported_is_not_read(tmp_path: Path) -> None:
    data = b"".join(b"line %d\n" % number for number in range(500_000))
    places = imported([write(tmp_path / "log", data)])[1]
    assert imported([write(tmp_path / "log", data[: data.index(b"line 450000")])], places)[0] == b""


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd"])
def test_a_cut_off_file_gives_what_it_has_and_says_so(tmp_path: Path, kind: str) -> None:
    data = b"".join(os.urandom(40).hex().encode() + b"\n" for _ in range(12_000))
    packed = KINDS[kind](data)
    read, places, gap = imported([write(tmp_path / "log", packed[: len(packed) // 2])])
    assert data.startswith(read)
    assert len(read) > len(data) // 8  # what a compression puts into one block is lost as a whole
    assert "log: it is " in gap
    assert "cut off" in gap
    assert imported([write(tmp_path / "log", packed)], places)[0] == data[len(read) :]


def test_a_damaged_file_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    data = b"".join(os.urandom(40).hex().encode() + b"\n" for _ in range(12_000))
    packed = bytearray(gzip.compress(data))
    packed[len(packed) // 2 : len(packed) // 2 + 100] = bytes(100)
    read, _, gap = imported([write(tmp_path / "log", bytes(packed))])
    assert "damaged" in gap
    assert data[: len(data) // 3] == read[: len(data) // 3]


def test_several_parts_and_padding_are_one_file(tmp_path: Path) -> None:
    path = write(tmp_path / "log", gzip.compress(b"one\n") + gzip.compress(b"two\n") + bytes(512))
    assert imported([path])[::2] == (b"one\ntwo\n", "")


def test_a_last_line_without_end_is_left_and_said(tmp_path: Path) -> None:
    read, places, gap = imported([write(tmp_path / "log", b"one\ntw")])
    assert read == b"one\n"
    assert "not whole" in gap
    assert imported([write(tmp_path / "log", b"one\ntwo\n")], places)[0] == b"two\n"


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    assert imported([write(tmp_path / "log", b""), write(tmp_path / "log.gz", gzip.compress(b""))])[::2] == (b"", "")


def test_before_anything_is_read_every_file_is_opened(tmp_path: Path) -> None:
    good = write(tmp_path / "log", b"one\n")
    with pytest.raises(HostError, match="there is no file"):
        read_files([good, str(tmp_path / "none")])
    with pytest.raises(HostError, match="is not a file"):
        read_files([good, str(tmp_path)])
