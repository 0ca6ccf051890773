from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from sendoff.host import Host, journal, real, texts
from sendoff.host.errors import HostError
from sendoff.host.following import find
from sendoff.host.following.file_source import FileSource
from sendoff.host.following.journal_source import JournalSource


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    monkeypatch.setattr(texts, "MAIN_CF", str(tmp_path / "main.cf"))
    monkeypatch.setattr(journal, "DEV_LOG", str(tmp_path / "log"))
    monkeypatch.setattr(journal, "SYSLOG_FILES", (str(tmp_path / "mail.log"), str(tmp_path / "syslog")))
    return real()


def test_a_file_that_is_named(tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.log").write_bytes(b"one\n")
    monkeypatch.chdir(tmp_path)
    source = find(host, "other.log")
    assert isinstance(source, FileSource)
    assert source.name == f"{tmp_path}/other.log"
    with pytest.raises(HostError, match="there is no file"):
        find(host, "mistyped.log")


def test_postfix_own_file(tmp_path: Path, host: Host) -> None:
    (tmp_path / "main.cf").write_text(f"maillog_file = {tmp_path}/own.log\n")
    assert find(host).name == f"{tmp_path}/own.log"


def test_one_file_of_syslog(tmp_path: Path, host: Host) -> None:
    line = "Nov 23 02:30:12 web1 postfix/qmgr[1]: 0BB9F3B: removed\n"
    for name in ("mail.log", "syslog"):
        (tmp_path / name).write_text(line)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(journal.DEV_LOG)
        source = find(host)
        assert source.name == f"{tmp_path}/mail.log"
        assert source.read(None).data.decode() == line
        source.close()


def test_a_log_that_was_just_rotated_is_not_left_for_another(tmp_path: Path, host: Host) -> None:
    line = "Nov 23 02:30:12 web1 postfix/qmgr[1]: 0BB9F3B: removed\n"
    (tmp_path / "mail.log").touch()
    (tmp_path / "syslog").write_text(line)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(journal.DEV_LOG)
        assert find(host).name == f"{tmp_path}/syslog"
        (tmp_path / "mail.log.1").write_text(line)
        assert find(host).name == f"{tmp_path}/mail.log"


def test_the_journal(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "has_log", lambda _host: True)
    monkeypatch.setattr(os.path, "realpath", lambda _path: "/run/systemd/journal/dev-log")
    assert isinstance(find(host), JournalSource)


def test_no_log_says_how_to_mend_it(tmp_path: Path, host: Host) -> None:
    with pytest.raises(HostError, match="neither syslog nor journald") as raised:
        find(host)
    assert "--log" in raised.value.mend
    (tmp_path / "main.cf").write_text("maillog_file = /dev/stdout\n")
    with pytest.raises(HostError, match="/dev/stdout"):
        find(host)
