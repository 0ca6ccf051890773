"""What the watch says of sendoff::on_block: at once where something changes, and seldom where it was said before."""

from __future__ import annotations

import configparser
import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.host.test_watching_installed import Commands, Files

from sendoff.change.state import Generation
from sendoff.host import Host, store
from sendoff.host.files import RealFiles
from sendoff.host.ledger.writing import Writer
from sendoff.host.watching import on_block_units, switching
from sendoff.host.watching.switching import AGAIN, GROWN, NAME, SELDOM, TRIAL, Said, Switching, reason

ROOT = Path(__file__).parents[2]
NOW = 1_800_000_000.0
DETOUR = {"microsoft": "detour"}


def said(ago: float, wanted: Mapping[str, str]) -> Said:
    return Said(NOW - ago, wanted)


def test_a_change_is_said_at_once_and_again_only_after_a_while() -> None:
    assert "microsoft: nothing -> detour" in reason(DETOUR, {}, Said(), NOW, grown=False)
    assert reason(DETOUR, {}, said(AGAIN - 1, DETOUR), NOW, grown=False) == ""
    assert reason(DETOUR, {}, said(AGAIN, DETOUR), NOW, grown=False)
    assert reason(DETOUR, {}, said(2 * AGAIN - 1, DETOUR)._replace(times=2), NOW, grown=False) == ""
    assert reason(DETOUR, {}, said(SELDOM, DETOUR)._replace(times=20), NOW, grown=False)
    assert "microsoft: detour -> nothing" in reason({}, DETOUR, said(1, DETOUR), NOW, grown=False)
    assert reason({"microsoft": "slow"}, DETOUR, said(1, DETOUR), NOW, grown=False)


def test_new_domains_are_said_at_most_once_a_minute() -> None:
    assert reason(DETOUR, DETOUR, said(GROWN - 1, DETOUR), NOW, grown=True) == ""
    assert "more domains" in reason(DETOUR, DETOUR, said(GROWN, DETOUR), NOW, grown=True)


def test_a_provider_with_a_detour_is_tried_now_and_then_and_a_slowed_one_is_not() -> None:
    assert "takes mail again" in reason(DETOUR, DETOUR, said(TRIAL, DETOUR), NOW, grown=False)
    assert reason(DETOUR, DETOUR, said(TRIAL - 1, DETOUR), NOW, grown=False) == ""
    slow = {"microsoft": "slow"}
    assert reason(slow, slow, said(TRIAL, slow), NOW, grown=False) == ""
    assert reason({}, {}, Said(), NOW, grown=False) == ""


LINE = (
    "2026-03-01T10:00:00.000000+00:00 web1 postfix/smtp[1]: 2B1A901: to=<a@hotmail.com>, "
    "relay=hotmail-com.olc.protection.outlook.com[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn=5.7.1, status=bounced "
    "(host hotmail-com.olc.protection.outlook.com[192.0.2.7] said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] "
    "weren't sent. Please contact your Internet service provider since part of their network is on our block list "
    "(S3140). (in reply to MAIL FROM command))\n"
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A ledger with an open incident."""
    path = str(tmp_path / "ledger.db")
    writer = Writer(path)
    writer.take("mail.log", LINE.encode(), {}, 1772359201.0)
    writer.close()
    return path


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is live, to be changed by the test."""
    made = Generation(1, "2026-03-01T09:00:00Z", "", {"relayhost": ""}, "/etc/postfix/sendoff/1")
    live: dict[str, Any] = {"on_block": {"microsoft": ["[relay.example.net]:587"]}}
    monkeypatch.setattr(store, "current", lambda _: made._replace(**live))
    monkeypatch.setattr(switching, "LOOK", 0.0)
    return live


def wanted(database: str) -> Any:
    path = Path(database).with_name(NAME)
    return json.loads(path.read_text())["wanted"] if path.exists() else None


@pytest.mark.usefixtures("current")
def test_an_incident_is_written_once_and_remembered_by_the_next_watch(database: str) -> None:
    host, told = Host(RealFiles(), Commands()), list[str]()
    watch = Switching(host, database, told.append)
    watch.step()
    assert wanted(database) == DETOUR
    assert "sendoff apply --live" in told[0]
    os.remove(watch.path)
    watch.step()
    assert wanted(database) is None, "it was said"
    watch._write("again", DETOUR, 1)
    os.utime(watch.path)
    Switching(host, database, told.append).step()
    assert len(told) == 2, "the next watch does not say it once more"


def look(database: str, told: list[str]) -> None:
    """Look as a watch does that said something a minute ago."""
    watch = Switching(Host(RealFiles(), Commands()), database, told.append)
    watch._said = Said(time.time() - GROWN, DETOUR)
    watch.step()


def test_what_is_on_is_not_asked_for_again_until_the_ledger_knows_more(
    database: str, current: dict[str, Any], tmp_path: Path
) -> None:
    current |= {"detours": {"microsoft": {"kind": "detour", "domains": 1}}, "folder": str(tmp_path)}
    writer = Writer(database)
    writer.take("mail.log", LINE.replace("a@hotmail.com", "a@customer.example").encode(), {}, 1772359201.0)
    writer.close()
    told = list[str]()
    (tmp_path / "on_block").write_text("# microsoft\ncustomer.example smtp:[relay.example.net]:587\n")
    look(database, told)
    assert told == []
    (tmp_path / "on_block").write_text("# microsoft\nhotmail.com smtp:[relay.example.net]:587\n")
    look(database, told)
    assert "more domains" in told[0]


def test_without_the_key_the_ledger_is_not_even_opened(current: dict[str, Any], tmp_path: Path) -> None:
    current["on_block"] = {}
    Switching(Host(RealFiles(), Commands()), str(tmp_path / "none.db"), print).step()
    assert not (tmp_path / NAME).exists()


@pytest.mark.usefixtures("current")
def test_a_ledger_that_cannot_be_read_is_read_later(tmp_path: Path) -> None:
    Switching(Host(RealFiles(), Commands()), str(tmp_path / "none.db"), print).step()
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("name", [on_block_units.PATH, on_block_units.SERVICE])
def test_the_units_in_packaging_are_those_that_are_installed(name: str) -> None:
    assert (ROOT / "packaging" / "systemd" / name).read_text() == on_block_units.template(name)


def test_the_unit_starts_what_the_page_says_and_looks_at_what_the_watch_writes() -> None:
    units = {os.path.basename(path): text for path, text in on_block_units.made().items()}
    assert " apply --live --yes\n" in units[on_block_units.SERVICE]
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(units[on_block_units.PATH])
    assert parser["Path"]["PathChanged"] == f"/var/lib/sendoff/ledger/{NAME}"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_they_come_with_the_watch_and_go_with_it(tmp_path: Path) -> None:
    commands = Commands()
    host = Host(Files(tmp_path), commands)
    on_block_units.uninstall(host)
    assert commands.told == []
    on_block_units.install(host, on_block_units.made())
    name = on_block_units.PATH
    assert commands.told == ["systemctl daemon-reload", f"systemctl enable {name}", f"systemctl restart {name}"]
    folder = tmp_path / "etc/systemd/system"
    assert sorted(path.name for path in folder.iterdir()) == [on_block_units.PATH, on_block_units.SERVICE]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path, text in on_block_units.made().items():
        (tmp_path / os.path.basename(path)).write_text(text)
    names = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    assert "on-block" not in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_the_service_is_no_softer_than_it_was(tmp_path: Path) -> None:
    path = tmp_path / on_block_units.SERVICE
    path.write_text(on_block_units.template(on_block_units.SERVICE))
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=50", "--no-pager", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
