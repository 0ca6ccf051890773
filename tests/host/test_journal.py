from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sendoff.host import Host, journal, systemd_journal, texts
from sendoff.host.commands import Done
from sendoff.host.errors import HostError
from sendoff.host.files import RealFiles


class Said:
    """Commands that say what they were given to say."""

    def __init__(self, **answers: Done) -> None:
        self.answers = answers
        self.asked: list[Sequence[str]] = []

    def run(
        self, argv: Sequence[str], *, input: str | bytes | None = None,  # noqa: A002 - as in Commands
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> Done:  # fmt: skip
        self.asked.append(argv)
        if argv[0] not in self.answers:
            raise HostError(f"the program {argv[0]} is missing")
        return self.answers[argv[0]]

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def host(**answers: Done) -> tuple[Host, Said]:
    said = Said(**answers)
    return Host(RealFiles(), said), said


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose log and configuration are in a folder of the test."""
    monkeypatch.setattr(texts, "MAIN_CF", str(tmp_path / "main.cf"))
    monkeypatch.setattr(journal, "DEV_LOG", str(tmp_path / "log"))
    monkeypatch.setattr(journal, "SYSLOG_FILES", (str(tmp_path / "mail.log"), str(tmp_path / "syslog")))
    return tmp_path


def test_postfix_own_file(machine: Path) -> None:
    (machine / "main.cf").write_text(f"maillog_file = {machine}/own.log\n")
    this, _ = host()
    mark = journal.mark(this)
    (machine / "own.log").write_text("first\n")
    log = journal.find(this)
    assert (log.name, log.reason) == (f"{machine}/own.log", "")
    assert log.since(mark) == ["first"]
    assert log.since(log.mark()) == []
    assert log.before(log.mark()) == ["first"]


def test_a_parameter_in_the_files_name_is_expanded_by_postfix(machine: Path) -> None:
    (machine / "main.cf").write_text("maillog_file = /var/log/$myhostname.log\n")
    assert journal.find(host(postconf=Done(0, "/var/log/web1.log\n", ""))[0]).name == "/var/log/web1.log"


@pytest.mark.usefixtures("machine")
def test_no_log_at_all_is_said() -> None:
    log = journal.find(host()[0])
    assert "neither syslog nor journald" in log.reason
    assert log.since(log.mark()) == []


def test_standard_output_cannot_be_read_back(machine: Path) -> None:
    (machine / "main.cf").write_text("maillog_file = /dev/stdout\n")
    assert "/dev/stdout" in journal.find(host()[0]).reason


@pytest.mark.usefixtures("machine")
def test_a_socket_without_anybody_behind_it_is_no_log() -> None:
    this, _ = host()
    assert not journal.has_log(this)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(journal.DEV_LOG)
        assert journal.has_log(this)
    assert not journal.has_log(this)


def test_syslogs_file_is_the_one_that_has_postfix_lines(machine: Path) -> None:
    this, _ = host()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(journal.DEV_LOG)
        assert "syslog writes none of" in journal.find(this).reason
        (machine / "mail.log").write_text("Nov 23 02:30:12 web1 dovecot[1]: hello\n")
        (machine / "syslog").write_text("Nov 23 02:30:12 web1 cron[1]: hello\n")
        assert journal.find(this).name == journal.SYSLOG_FILES[0]
        (machine / "syslog").write_text("Nov 23 02:30:12 web1 postfix/qmgr[1]: 0BB9F3B: removed\n")
        assert journal.find(this).name == journal.SYSLOG_FILES[1]


ENTRY = {
    "__CURSOR": "s=2", "__REALTIME_TIMESTAMP": "1795401012094558", "_HOSTNAME": "web1", "_PID": "9",
    "SYSLOG_IDENTIFIER": "postfix/qmgr", "SYSLOG_PID": "98", "MESSAGE": "0BB9F3B: removed",
}  # fmt: skip


def test_the_journal_reads_like_a_log() -> None:
    entries = [ENTRY, ENTRY | {"MESSAGE": list(b"caf\xe9"), "__CURSOR": "s=3"}]
    this, said = host(journalctl=Done(0, "\n".join(map(json.dumps, entries)) + "\nnot json\n", ""))
    lines, cursor = systemd_journal.after(this, "s=1", 0)
    assert lines == [
        "2026-11-23T02:30:12.094558+00:00 web1 postfix/qmgr[98]: 0BB9F3B: removed",
        "2026-11-23T02:30:12.094558+00:00 web1 postfix/qmgr[98]: caf\N{REPLACEMENT CHARACTER}",
    ]
    assert cursor == "s=3"
    assert "--after-cursor=s=1" in said.asked[0]
    assert "--facility=mail" in said.asked[0]
    systemd_journal.after(this, "", 1795401012.5)
    assert "--since=@1795401012" in said.asked[1]


def test_the_journals_cursor() -> None:
    this, _ = host(journalctl=Done(0, "-- cursor: s=abc;i=1\n", ""))
    assert systemd_journal.cursor(this) == "s=abc;i=1"
    assert systemd_journal.cursor(host()[0]) == ""
    assert systemd_journal.cursor(host(journalctl=Done(1, "", "no journal"))[0]) == ""


def test_a_journal_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(HostError, match="not permitted"):
        systemd_journal.after(host(journalctl=Done(1, "", "not permitted"))[0], "s=1", 0)
