"""The loop of `sendoff watch`, with a real log file and a real ledger."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.delivery.waiting import Recipient, Waiting
from sendoff.host import real
from sendoff.host.errors import HostError
from sendoff.host.following.file_source import FileSource
from sendoff.host.ledger.open_messages import open_messages
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import LedgerFull, Writer
from sendoff.host.watching.keeper import Keeper
from sendoff.host.watching.loop import Loop, Parts
from sendoff.host.watching.metrics import Metrics
from sendoff.host.watching.notifying import Notify
from sendoff.host.watching.reconciling import Asking, Reconciliation
from sendoff.host.watching.settings import Live, Settings
from sendoff.host.watching.signals import Asked
from sendoff.host.watching.troubles import Troubles

DEADLINE = 15.0


def line(text: str, when: float | None = None) -> str:
    stamp = datetime.fromtimestamp(time.time() if when is None else when, UTC).isoformat()
    return f"{stamp} web1 postfix/{text}\n"


def sent(queue_id: str, to: str = "someone@example.net") -> str:
    return (
        line(f"pickup[900]: {queue_id}: uid=0 from=<root@example.com>")
        + line(f"cleanup[901]: {queue_id}: message-id=<{queue_id}@example.com>")
        + line(f"qmgr[777]: {queue_id}: from=<root@example.com>, size=300, nrcpt=1 (queue active)")
        + line(
            f"smtp[902]: {queue_id}: to=<{to}>, relay=mx.example.net[192.0.2.1]:25, delay=1, delays=0/0/0/1, "
            "dsn=2.0.0, status=sent (250 ok)"
        )
        + line(f"qmgr[777]: {queue_id}: removed")
    )


def until(happens: Callable[[], Any], what: str = "") -> Any:
    deadline = time.monotonic() + DEADLINE
    while not (found := happens()):
        assert time.monotonic() < deadline, f"not within {DEADLINE} s: {what or happens}"
        time.sleep(0.02)
    return found


class World:
    """A log, a ledger, and a watch between them."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "mail.log"
        self.log.touch()
        self.database = str(folder / "ledger" / "ledger.db")
        os.mkdir(folder / "ledger")
        self.said: list[str] = []
        self.queue: list[Waiting] | HostError = []
        self.stamp = (0,)
        self.live = Live(LedgerSettings(), "", None, None, ())
        self.find: Callable[[], Any] = lambda: FileSource(str(self.log))
        self.writer: Callable[[Live], Any] = lambda live: Writer(self.database, live.ledger, live.generations)
        self.reconciliation: Reconciliation | None = None

    def write(self, text: str) -> None:
        with self.log.open("a") as file:
            file.write(text)

    def listing(self) -> list[Waiting]:
        if isinstance(self.queue, HostError):
            raise self.queue
        return self.queue

    def watch_queue(self, least: float = 0.1) -> None:
        asking = Asking(
            self.listing, lambda ids: dict.fromkeys(ids, 77), lambda: open_messages(self.database, "postfix")
        )
        self.reconciliation = Reconciliation(asking, least)

    def parts(self, monkeypatch: pytest.MonkeyPatch) -> Parts:
        monkeypatch.setattr("sendoff.host.watching.settings.read", lambda _: self.live)
        settings = Settings(real(), lambda: self.stamp)
        troubles = Troubles(self.said.append)
        keeper = Keeper(self.database, settings, self.writer, troubles)
        metrics = Metrics(lambda _: pytest.fail("nobody wants metrics"), troubles)
        return Parts(settings, self.find, keeper, self.reconciliation, metrics, Notify(), troubles)

    def verdicts(self) -> list[tuple[str, str]]:
        if not os.path.exists(self.database):
            return []
        with ledger(self.database) as opened:
            return [tuple(row) for row in opened.rows("SELECT queue_id, verdict FROM fate ORDER BY id")]

    def fact(self, name: str) -> Any:
        with ledger(self.database) as opened:
            return opened.fact(name)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@contextmanager
def watching(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    asked = Asked()
    loop = Loop(world.parts(monkeypatch), asked)
    thread = threading.Thread(target=loop.run)
    thread.start()
    try:
        yield loop
    finally:
        asked.set()
        thread.join(DEADLINE)
        assert not thread.is_alive()


def test_a_line_is_in_the_ledger_within_a_second(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with watching(world, monkeypatch):
        until(lambda: world.fact("last_read"))
        start = time.monotonic()
        world.write(sent("A0001F"))
        until(lambda: world.verdicts() == [("A0001F", "sent")])
        assert time.monotonic() - start < 1.0


def test_it_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(sent("A0001F"))
    with watching(world, monkeypatch):
        until(lambda: len(world.verdicts()) == 1)
    world.write(sent("A0002F"))
    with watching(world, monkeypatch) as loop:
        until(lambda: len(world.verdicts()) == 2)
        assert loop.counts.lines == 5


def test_a_rotation_while_it_was_stopped_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(sent("A0001F"))
    with watching(world, monkeypatch):
        until(lambda: len(world.verdicts()) == 1)
    world.write(sent("A0002F"))
    world.log.rename(world.log.with_name("mail.log.1"))
    world.write(sent("A0003F"))
    with watching(world, monkeypatch) as loop:
        until(lambda: len(world.verdicts()) == 3)
        until(lambda: loop.counts.lines == 10)
    with ledger(world.database) as opened:
        assert opened.rows("SELECT * FROM gap") == []


def test_an_idle_watch_says_that_it_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.loop._BEAT", 0.1)
    with watching(world, monkeypatch):
        first = until(lambda: world.fact("last_read"))
        until(lambda: world.fact("last_read") > first)
        assert world.fact("pid") == os.getpid()
        assert world.fact("source") == str(world.log)


def test_transactions_are_apart_under_load(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    takes: list[float] = []

    class Counting(Writer):
        def take(self, *arguments: Any) -> Any:
            takes.append(time.monotonic())
            return super().take(*arguments)

    world.writer = lambda live: Counting(world.database, live.ledger, live.generations)
    with watching(world, monkeypatch):
        until(lambda: world.fact("last_read"))
        takes.clear()
        start = time.monotonic()
        for number in range(600):
            world.write(sent(f"A{number:05X}"))
            time.sleep(0.001)  # so that every look at the log finds something
        until(lambda: len(world.verdicts()) == 600)
        spent = time.monotonic() - start
    assert 2 <= len(takes) <= spent / 0.2 + 2


def test_a_full_disk_takes_nothing_and_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.keeper._AGAIN", 0.1)
    full = threading.Event()

    class Filling(Writer):
        def take(self, *arguments: Any) -> Any:
            if full.is_set():
                raise LedgerFull("there is no room for the ledger", "Free space.")
            return super().take(*arguments)

    world.writer = lambda live: Filling(world.database, live.ledger, live.generations)
    with watching(world, monkeypatch):
        until(lambda: world.fact("last_read"))
        full.set()
        world.write(sent("A0001F"))
        until(lambda: world.fact("trouble"), "the trouble stands in the ledger")
        time.sleep(0.5)  # several tries
        assert world.verdicts() == []
        assert len(world.said) == 1
        assert "there is no room for the ledger" in world.said[0]
        full.clear()
        until(lambda: world.verdicts() == [("A0001F", "sent")])
        until(lambda: world.fact("trouble") is None)
    assert len(world.said) == 2


def test_sqlites_own_full_disk_is_told_and_healed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.keeper._AGAIN", 0.1)
    pages: list[int | None] = [None]

    def writer(live: Live) -> Writer:
        made = Writer(world.database, live.ledger, live.generations)
        limit = pages[0]
        if limit:
            made._connection.execute(f"PRAGMA max_page_count = {limit}")
        return made

    world.writer = writer
    Writer(world.database).close()
    with closing(sqlite3.connect(world.database)) as connection:
        pages[0] = connection.execute("PRAGMA page_count").fetchone()[0] + 2
    world.write("".join(sent(f"A{number:05X}") for number in range(500)))
    with watching(world, monkeypatch):
        until(lambda: any("no room" in text for text in world.said))
        pages[0] = None
        until(lambda: len(world.verdicts()) == 500)
    assert {verdict for _, verdict in world.verdicts()} == {"sent"}


def test_a_log_that_cannot_be_read_is_told_and_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.loop._LOOK", 0.05)
    broken = threading.Event()

    class Breaking(FileSource):
        def read(self, place: dict[str, Any] | None) -> Any:
            if broken.is_set():
                raise HostError("cannot read the log: Permission denied", "Run the command as root.")
            return super().read(place)

    world.find = lambda: Breaking(str(world.log))
    with watching(world, monkeypatch):
        until(lambda: world.fact("last_read"))
        broken.set()
        until(lambda: world.fact("source_trouble") == "cannot read the log: Permission denied")
        world.write(sent("A0001F"))
        broken.clear()
        until(world.verdicts)
        until(lambda: world.fact("source_trouble") is None)
    assert len(world.said) == 2


def test_without_a_log_it_does_not_begin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def find() -> Any:
        raise HostError("there is no log")

    world.find = find
    with pytest.raises(HostError, match="there is no log"):
        Loop(world.parts(monkeypatch), Asked())


def test_a_ledger_of_a_newer_sendoff_is_not_touched(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(world.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = Path(world.database).read_bytes()
    with pytest.raises(HostError, match="version 99"):
        Loop(world.parts(monkeypatch), Asked())
    assert Path(world.database).read_bytes() == before


def test_another_configuration_counts_without_a_restart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.loop._LOOK", 0.05)
    with watching(world, monkeypatch):
        world.write(sent("A0001F"))
        until(lambda: len(world.verdicts()) == 1)
        generations = ((time.time_ns() // 1000 - 1, 5),)
        world.live = Live(LedgerSettings("domain", 7), "", False, 5, generations)
        world.stamp = (1,)
        until(lambda: world.fact("generation") == 5)
        world.write(sent("A0002F"))
        until(lambda: len(world.verdicts()) == 2)
        assert world.fact("monitoring") is False
        assert world.fact("settings")["retention_days"] == 7
    with ledger(world.database) as opened:
        found = [tuple(row) for row in opened.rows("SELECT recipient, generation FROM fate ORDER BY id")]
    assert found == [("someone@example.net", None), ("@example.net", 5)]


def test_another_log_is_followed_when_the_configuration_names_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.loop._LOOK", 0.05)
    with watching(world, monkeypatch):
        until(lambda: world.fact("last_read"))
        world.log = world.log.with_name("postfix.log")
        world.write(sent("A0009F"))
        world.stamp = (1,)
        until(lambda: world.verdicts() == [("A0009F", "sent")])
        assert world.fact("source").endswith("postfix.log")


def test_a_ledger_that_refuses_at_a_change_of_configuration_is_opened_later_at_its_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sendoff.host.watching.loop._LOOK", 0.05)
    monkeypatch.setattr("sendoff.host.watching.keeper._AGAIN", 0.1)
    refuses: list[Exception] = []

    def writer(live: Live) -> Writer:
        if refuses:
            raise refuses.pop()
        return Writer(world.database, live.ledger, live.generations)

    world.writer = writer
    world.write(sent("A0001F"))
    with watching(world, monkeypatch) as loop:
        until(lambda: len(world.verdicts()) == 1)
        refuses += [HostError("cannot open the ledger"), sqlite3.OperationalError("disk I/O error")]
        world.stamp = (1,)
        until(lambda: not refuses)
        world.write(sent("A0002F"))
        until(lambda: len(world.verdicts()) == 2)
        assert loop.counts.lines == 10
    assert "disk I/O error" in world.said[0]
    assert "cannot open the ledger" in world.said[1]
    with ledger(world.database) as opened:
        assert opened.rows("SELECT sum(count) FROM tally WHERE name = 'lines'")[0][0] == 10


def test_trimming_goes_on_beside_reading(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.host.watching.keeper._FIRST_TRIM", 0.3)
    old = sent("A0001F").replace(datetime.now(UTC).isoformat()[:10], "2020-01-01")
    assert "2020-01-01" in old
    world.write(old)
    with watching(world, monkeypatch):
        world.write(sent("A0002F"))
        until(lambda: world.verdicts() == [("A0002F", "sent")])


# the queue


def waiting(queue_id: str, name: str = "deferred", age: int = 3600, reason: str = "later") -> Waiting:
    people = (Recipient("someone@example.net", reason), Recipient("other@example.net", ""))
    return Waiting(name, queue_id, int(time.time()) - age, 500, "me@example.org", people, forced_expire=False)


def test_a_message_that_the_log_never_told_of_is_in_the_ledger(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.queue = [waiting("B0001F")]
    world.watch_queue()
    with watching(world, monkeypatch):
        until(lambda: world.verdicts() == [("B0001F", "deferred"), ("B0001F", "queued")])
        fact = until(lambda: world.fact("queue"))
        assert fact["depth"]["deferred"] == 1
        until(lambda: world.fact("queue")["looked"] > fact["looked"])
        assert len(world.verdicts()) == 2


def test_hold_without_a_line_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.queue = [waiting("B0001F", "hold")]
    world.watch_queue()
    with watching(world, monkeypatch):
        until(lambda: [verdict for _, verdict in world.verdicts()] == ["held", "held"])
        world.queue = [waiting("B0001F")]
        until(lambda: "held" not in [verdict for _, verdict in world.verdicts()])


def test_the_next_retry_is_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.queue = [waiting("B0001F")]
    world.watch_queue()

    def times() -> list[int]:
        with ledger(world.database) as opened:
            return [row[0] for row in opened.rows("SELECT next_retry FROM message")]

    with watching(world, monkeypatch):
        until(lambda: times() == [77])


def test_a_message_that_left_without_a_line_is_gone_and_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    when = time.time() - 3600
    start = line("pickup[900]: A0001F: uid=0 from=<root@example.com>", when) + line(
        "qmgr[777]: A0001F: from=<root@example.com>, size=300, nrcpt=1 (queue active)", when
    )
    tried = line(
        "smtp[902]: A0001F: to=<someone@example.net>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, "
        "status=deferred (connect to mx.example.net[192.0.2.1]:25: Connection timed out)",
        when,
    )
    world.write(start + tried)
    world.watch_queue()
    with watching(world, monkeypatch):
        until(lambda: world.verdicts() == [("A0001F", "unknown")])
    with ledger(world.database) as opened:
        assert opened.rows("SELECT ending FROM message")[0][0] == "gone"
        assert [tuple(row) for row in opened.rows("SELECT kind, count FROM gap")] == [("left-unseen", 1)]


def test_a_queue_that_cannot_be_asked_ends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    when = time.time() - 3600
    world.write(line("qmgr[777]: A0001F: from=<root@example.com>, size=300, nrcpt=1 (queue active)", when))
    world.queue = HostError("the queue cannot be listed: Postfix does not run")
    world.watch_queue()
    with watching(world, monkeypatch):
        first = until(lambda: world.fact("queue"))
        assert first["unknown"] == "the queue cannot be listed: Postfix does not run"
        assert first["depth"] == {}
        until(lambda: world.fact("queue")["looked"] > first["looked"])
        until(lambda: world.fact("queue")["looked"] > first["looked"] + 300_000)
    with ledger(world.database) as opened:
        assert opened.rows("SELECT ended FROM message")[0][0] is None


def test_a_slow_listing_does_not_hold_up_the_log(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def slow() -> Iterator[Waiting]:
        assert go_on.wait(DEADLINE)
        yield from ()

    world.listing = slow  # type: ignore[method-assign, assignment]
    world.watch_queue()
    try:
        with watching(world, monkeypatch):
            until(lambda: world.fact("last_read"))
            world.write(sent("A0001F"))
            until(lambda: world.verdicts() == [("A0001F", "sent")])
            assert world.fact("queue") is None
            go_on.set()
            until(lambda: world.fact("queue"))
    finally:
        go_on.set()


# what is around it


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as listening:
        listening.bind(path)
        listening.settimeout(DEADLINE)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        monkeypatch.setenv("WATCHDOG_USEC", "3000000")
        notify = Notify()
        notify.tell("READY=1", "STATUS=reading")
        notify.beat()
        notify.beat()
        assert listening.recv(100) == b"READY=1\nSTATUS=reading"
        assert listening.recv(100) == b"WATCHDOG=1"
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.recv(100)


def test_a_port_that_is_taken_is_said_once_and_tried_again() -> None:
    said: list[str] = []
    closed: list[str] = []
    taken = [True]

    class Serving:
        def close(self) -> None:
            closed.append("")

    def start(listen: str) -> Serving:
        if taken[0]:
            raise HostError(f"cannot serve metrics on {listen}")
        return Serving()

    metrics = Metrics(start, Troubles(said.append))
    metrics.serve("127.0.0.1:9")
    metrics.serve("127.0.0.1:9")
    assert len(said) == 1
    taken[0] = False
    metrics.serve("127.0.0.1:9")
    metrics.serve("127.0.0.1:9")
    assert (len(said), closed) == (2, [])
    metrics.serve("")
    assert closed == [""]


def test_the_result_of_a_listing_is_json(world: World) -> None:
    world.watch_queue()
    assert world.reconciliation
    writer = Writer(world.database)
    world.queue = [waiting("B0001F")]
    world.reconciliation.once(writer)
    writer.close()
    assert world.reconciliation.last
    assert json.loads(json.dumps(world.reconciliation.last.fact())) == world.fact("queue")
