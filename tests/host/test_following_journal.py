"""The real journalctl(1) on journal files that systemd-journal-remote(8) writes."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sendoff.host import systemd_journal
from sendoff.host.errors import HostError
from sendoff.host.following import journal_source, journalctl
from sendoff.host.following.journal_source import JournalSource
from sendoff.host.following.source import Chunk

WRITER = "/lib/systemd/systemd-journal-remote"
BOOT = Path("/proc/sys/kernel/random/boot_id").read_text().strip().replace("-", "")
EARLIER = "0123456789abcdef0123456789abcdef"
START = 1_795_401_012_094_558


class Journal:
    """A folder of journal files. Entries are a second apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written = 0

    def write(self, *messages: str, file: str = "a", boot: str = BOOT, **fields: str) -> None:
        """Write mail's entries, or those with other fields; a message may have any characters."""
        data = b""
        for message in messages:
            self.written += 1
            known = {
                "__REALTIME_TIMESTAMP": START + self.written * 1_000_000, "__MONOTONIC_TIMESTAMP": self.written,
                "_BOOT_ID": boot, "_HOSTNAME": "web1", "SYSLOG_FACILITY": "2", "SYSLOG_IDENTIFIER": "postfix/qmgr",
                "SYSLOG_PID": "98", **fields,
            }  # fmt: skip
            data += "".join(f"{name}={value}\n" for name, value in known.items() if value).encode()
            raw = message.encode(errors="surrogateescape")
            data += b"MESSAGE\n" + len(raw).to_bytes(8, "little") + raw + b"\n\n"
        subprocess.run(
            [WRITER, f"--output={self.folder}/{file}.journal", "-"], input=data, check=True, capture_output=True
        )


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


@pytest.fixture
def source(journal: Journal) -> Iterator[JournalSource]:
    found = JournalSource(f"--directory={journal.folder}")
    yield found
    found.close()


def read(source: JournalSource, place: dict[str, Any] | None, seconds: float = 20) -> tuple[list[str], Chunk]:
    """Read until it is caught up, as the watch does; returns what stands behind the tags, and the last chunk."""
    lines: list[str] = []
    gaps = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        chunk = source.read(place)
        place = json.loads(json.dumps(chunk.place))
        gaps += [chunk.gap] if chunk.gap else []
        lines += [line.partition("]: ")[2] for line in chunk.data.decode().splitlines()]
        if chunk.caught_up:
            return lines, chunk._replace(place=place or {}, gap="; ".join(gaps))
        source.wait(0.05)
    raise AssertionError(f"not caught up after {seconds} s; {lines}")


def read_until(source: JournalSource, place: dict[str, Any], last: str, seconds: float = 20) -> tuple[list[str], Chunk]:
    lines, chunk = read(source, place)
    deadline = time.monotonic() + seconds
    while last not in lines:
        assert time.monotonic() < deadline, lines
        source.wait(0.05)
        more, chunk = read(source, chunk.place)
        lines += more
    return lines, chunk


def test_what_there_is_comes_first_then_what_is_written(journal: Journal, source: JournalSource) -> None:
    journal.write("of an earlier boot", boot=EARLIER)
    journal.write("one")
    lines, chunk = read(source, None)
    assert lines == ["of an earlier boot", "one"]
    journal.write("two", "three")
    lines, chunk = read_until(source, chunk.place, "three")
    assert lines == ["two", "three"]
    assert chunk.gap == ""


def test_following_goes_on_in_the_next_journal_file(journal: Journal, source: JournalSource) -> None:
    journal.write("one")
    place = read(source, None)[1].place
    child = source._child
    journal.write("two", file="b")
    lines, chunk = read_until(source, place, "two")
    (journal.folder / "a.journal").unlink()
    journal.write("three", file="c")
    more, chunk = read_until(source, chunk.place, "three")
    assert lines + more == ["two", "three"]
    assert (chunk.gap, source._child) == ("", child)


def test_a_line_is_as_syslog_writes_it(journal: Journal, source: JournalSource) -> None:
    journal.write("0BB9F3B: removed")
    chunk = source.read(None)
    assert chunk.data == b"2026-11-23T02:30:13.094558+00:00 web1 postfix/qmgr[98]: 0BB9F3B: removed\n"
    assert chunk.latest == (START + 1_000_000) / 1e6


def test_only_mail_and_what_journald_says_of_dropped_entries(journal: Journal, source: JournalSource) -> None:
    journal.write("not mail", SYSLOG_FACILITY="3", SYSLOG_IDENTIFIER="cron")
    suppressed = {"SYSLOG_FACILITY": "", "SYSLOG_IDENTIFIER": "systemd-journald", "MESSAGE_ID": journalctl.SUPPRESSED}
    journal.write("Suppressed 12 messages from postfix@-.service", _TRANSPORT="driver", **suppressed)
    journal.write("Suppressed 13 messages, says a user", _TRANSPORT="syslog", **suppressed)
    journal.write("0BB9F3B: removed", SYSLOG_IDENTIFIER="postfix-out/qmgr")
    chunk = source.read(None)
    assert [line.split(" ", 2)[2] for line in chunk.data.decode().splitlines()] == [
        "systemd-journald[98]: Suppressed 12 messages from postfix@-.service",
        "postfix-out/qmgr[98]: 0BB9F3B: removed",
    ]


def test_an_entry_is_one_line_whatever_is_in_it(journal: Journal, source: JournalSource) -> None:
    journal.write("one\nNov 23 02:30:13 web1 postfix/smtp[1]: forged\x1b[31m\u2028\x85", "caf\udce9", "\t.")
    journal.write("x", SYSLOG_IDENTIFIER="a[1]: b c", SYSLOG_PID="1]: forged")
    journal.write("y" * 5000)
    text = [line.split(" ", 2)[2] for line in source.read(None).data.decode().splitlines()]
    assert text == [
        "postfix/qmgr[98]: one?Nov 23 02:30:13 web1 postfix/smtp[1]: forged?[31m??",
        "postfix/qmgr[98]: caf\N{REPLACEMENT CHARACTER}",
        "postfix/qmgr[98]:  .",
        "a?1???b?c: x",
        "postfix/qmgr[98]: (more than journalctl shows)",
    ]


def test_it_starts_where_it_stopped(journal: Journal, source: JournalSource) -> None:
    journal.write("one", "two")
    place = read(source, None)[1].place
    source.close()
    journal.write("three")
    again = JournalSource(f"--directory={journal.folder}")
    lines, chunk = read(again, place)
    again.close()
    assert (lines, chunk.gap) == (["three"], "")


def test_a_place_that_was_not_kept_is_gone_back_to(journal: Journal, source: JournalSource) -> None:
    journal.write("one")
    place = read(source, None)[1].place
    journal.write("two")
    assert read_until(source, place, "two")[0] == ["two"]
    assert read_until(source, place, "two")[0] == ["two"]


def test_a_journal_whose_last_entry_is_gone_is_a_gap(journal: Journal, source: JournalSource) -> None:
    journal.write("one", "two", file="old")
    place = read(source, None)[1].place
    source.close()
    (journal.folder / "old.journal").unlink()
    journal.write("three", "four", file="new")
    lines, chunk = read(source, place)
    assert lines == ["three", "four"]
    assert "no longer has the entry" in chunk.gap
    source.close()
    assert read(source, chunk.place)[1].gap == ""


def test_an_emptied_journal_is_one_gap(journal: Journal, source: JournalSource) -> None:
    journal.write("other", file="other", SYSLOG_FACILITY="3")
    journal.write("one", file="old")
    place = read(source, None)[1].place
    source.close()
    (journal.folder / "old.journal").unlink()
    lines, chunk = read(source, place)
    assert (lines, bool(chunk.gap)) == ([], True)
    source.close()
    assert read(source, chunk.place)[1].gap == ""
    journal.write("two", file="new")
    assert read_until(source, chunk.place, "two")[0] == ["two"]


def test_a_place_that_is_none_is_a_gap_and_all_is_read(journal: Journal, source: JournalSource) -> None:
    journal.write("one")
    lines, chunk = read(source, {"cursor": "nonsense"})
    assert lines == ["one"]
    assert chunk.gap


def test_a_journalctl_that_dies_is_started_again(journal: Journal, source: JournalSource) -> None:
    journal.write("one")
    place = read(source, None)[1].place
    child = source._child
    assert child
    child._child.kill()
    journal.write("two")
    assert read_until(source, place, "two")[0] == ["two"]
    assert source._child is not child


def test_one_that_always_dies_is_an_error_with_its_reason(
    journal: Journal, source: JournalSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write("one")
    place = read(source, None)[1].place
    monkeypatch.setattr(journal_source, "_LONGEST_PAUSE", 0.0)
    monkeypatch.setattr(source, "_words", ("--directory=/nonexistent",))
    assert source._child
    source._child._child.kill()
    deadline = time.monotonic() + 20
    while not source._failure and time.monotonic() < deadline:
        with suppress(HostError):
            place = source.read(place).place
        source.wait(0.05)
    assert source._failure
    assert "No such file or directory" in source._failure.what
    assert source._failures == journal_source._TRIES
    monkeypatch.setattr(source, "_words", (f"--directory={journal.folder}",))
    journal.write("two")
    assert read_until(source, place, "two")[0] == ["two"]


def test_a_journal_that_cannot_be_read_is_said_at_once() -> None:
    source = JournalSource("--directory=/nonexistent")
    with pytest.raises(HostError, match=r"journalctl failed: .*No such file"):
        read(source, None)
    source.close()


def test_a_machine_without_journalctl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journalctl, "_WORDS", ("no-such-program",))
    with pytest.raises(HostError, match="cannot be started"):
        JournalSource().read(None)


def test_without_entries_for_long_journalctl_is_asked_anew(
    journal: Journal, source: JournalSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write("one")
    place = read(source, None)[1].place
    child = source._child
    monkeypatch.setattr(journal_source, "_STALE", 0.0)
    lines, chunk = read(source, place)
    assert (lines, chunk.gap) == ([], "")
    assert source._child is not child


def test_an_entry_of_many_parts() -> None:
    entry = {"__REALTIME_TIMESTAMP": "1795401012000000", "MESSAGE": ["first", "second"], "_PID": "7"}
    assert systemd_journal.line(entry) == "2026-11-23T02:30:12.000000+00:00 localhost [7]: first"
