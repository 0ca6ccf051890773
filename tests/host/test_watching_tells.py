"""A watch over a real log file tells a person: once at the start, once at the end."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.host.told_place import MARKER, Place, place, until

from sendoff.cli.messages import words
from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.host import real
from sendoff.host.following.file_source import FileSource
from sendoff.host.ledger.incidents import incidents
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer
from sendoff.host.watching.keeper import Keeper
from sendoff.host.watching.loop import Loop, Parts
from sendoff.host.watching.metrics import Metrics
from sendoff.host.watching.notifying import Notify
from sendoff.host.watching.settings import Live, Settings
from sendoff.host.watching.signals import Asked
from sendoff.host.watching.telling import Telling, Way, pace
from sendoff.host.watching.troubles import Troubles
from sendoff.monitor.incident import Incident

HOST = "outlook-com.olc.protection.outlook.com[192.0.2.25]"
REFUSED = (
    f"dsn=5.7.1, status=bounced (host {HOST} said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. "
    "Please contact your Internet service provider since part of their network is on our block list (S3140). "
    "(in reply to MAIL FROM command))"
)
ACCEPTED = "dsn=2.6.0, status=sent (250 2.6.0 Queued mail for delivery)"
FIVE_SECONDS = 5.0


class World:
    """A log that Postfix writes, a ledger, and who is told."""

    def __init__(self, folder: Path, there: Place) -> None:
        self.log, self.database = folder / "mail.log", str(folder / "ledger.db")
        self.log.touch()
        self.live = Live(LedgerSettings(), "", None, None, (), (there.url,))
        self.said: list[str] = []
        self._number = 0

    def write(self, outcome: str, count: int = 1, ago: timedelta = timedelta()) -> None:
        lines = []
        for _ in range(count):
            self._number += 1
            stamp, queue_id = (datetime.now(UTC) - ago).isoformat(), f"A{self._number:05X}"
            lines += [
                f"{stamp} web1 postfix/qmgr[777]: {queue_id}: from=<shop@example.net>, size=9, nrcpt=1 (queue active)",
                f"{stamp} web1 postfix/smtp[902]: {queue_id}: to=<someone@example.org>, relay={HOST}:25, delay=1, "
                f"delays=0/0/0/1, {outcome}",
                f"{stamp} web1 postfix/qmgr[777]: {queue_id}: removed",
            ]
        with self.log.open("a") as file:
            file.write("\n".join(lines) + "\n")

    @contextmanager
    def watching(self, monkeypatch: pytest.MonkeyPatch, settled: float = 1.0) -> Iterator[None]:
        monkeypatch.setattr("sendoff.host.watching.settings.read", lambda _: self.live)
        settings, troubles = Settings(real(), lambda: (0,)), Troubles(self.said.append)
        keeper = Keeper(self.database, settings, lambda live: Writer(self.database, live.ledger), troubles)
        metrics = Metrics(lambda _: pytest.fail("nobody wants metrics"), troubles)
        told = Telling(
            Way(self.database, words, lambda: "web1.example.net"), troubles, pace(settled)._replace(apart=0.0)
        )
        parts = Parts(settings, lambda: FileSource(str(self.log)), keeper, None, metrics, Notify(), troubles, told)
        asked = Asked()
        thread = threading.Thread(target=Loop(parts, asked).run)
        thread.start()
        try:
            yield
        finally:
            asked.set()
            thread.join(15)
            assert not thread.is_alive()

    def found(self) -> list[Incident]:
        if not os.path.exists(self.database):
            return []
        with ledger(self.database) as opened:
            return incidents(opened)


@pytest.fixture
def there() -> Iterator[Place]:
    with place() as made:
        yield made


def test_a_block_is_told_once_within_seconds_and_its_end_once(
    tmp_path: Path, there: Place, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path, there)
    with world.watching(monkeypatch):
        start = time.monotonic()
        world.write(REFUSED)
        until(lambda: there.told)
        assert time.monotonic() - start < FIVE_SECONDS + 3
        assert there.told[0]["title"] == "web1.example.net: Microsoft (Outlook.com, Hotmail) refuses mail (S3140)"
        world.write(REFUSED, 1000)
        until(lambda: [one.refused for one in world.found()] == [1001])
        time.sleep(1.0)
        assert len(there.told) == 1
        world.write(ACCEPTED)
        until(lambda: len(there.told) == 2)
        assert there.told[1]["title"] == "web1.example.net: Microsoft (Outlook.com, Hotmail) takes mail again"
        until(lambda: world.found()[0].told_closed)
    assert there.asked == 2
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    out, err = capfd.readouterr()
    assert MARKER not in out + err + "".join(world.said)
    assert MARKER.encode() not in kept


def test_what_is_read_of_last_month_is_told_to_nobody(
    tmp_path: Path, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, there)
    for days in (40, 30):
        world.write(REFUSED, 20, timedelta(days=days))
        world.write(ACCEPTED, 1, timedelta(days=days - 1))
    world.write(REFUSED, 1, timedelta(days=3))  # open, and stale
    with world.watching(monkeypatch):
        until(lambda: len(world.found()) == 3)
        time.sleep(FIVE_SECONDS + 1)
        assert there.asked == 0


def test_a_block_that_is_over_in_the_same_log_is_told_to_nobody(
    tmp_path: Path, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, there)
    world.write(REFUSED, 20_000, timedelta(minutes=30))
    world.write(ACCEPTED, 1, timedelta(minutes=20))
    with world.watching(monkeypatch):
        until(lambda: [one.open for one in world.found()] == [False], seconds=60.0)
        time.sleep(FIVE_SECONDS + 1)
        assert there.asked == 0
