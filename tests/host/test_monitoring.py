"""The facts that `sendoff check` judges: from a real ledger, real locks, and questions that nobody answers."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sendoff.change.facts import Unknown
from sendoff.change.state import Generation
from sendoff.delivery.gaps import Gap
from sendoff.host import real
from sendoff.host.errors import HostError
from sendoff.host.ledger.baseline import history
from sendoff.host.ledger.health import health
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.running import hold, lock_path, running
from sendoff.host.ledger.schema import TABLES, VERSION
from sendoff.host.monitoring import gather, in_time
from sendoff.host.queue_ids import oldest
from sendoff.host.spool import Spool
from sendoff.monitor.check_facts import HOUR, Health, History
from sendoff.monitor.check_usual import WEEK

HOUR_OF_NOW = 498_700
NOW = HOUR_OF_NOW * HOUR + HOUR // 2


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "ledger.db")
    write(path, lambda base: base.executescript(TABLES + f"PRAGMA user_version = {VERSION};"))
    return path


def write(path: str, change: Callable[[sqlite3.Connection], object]) -> None:
    base = sqlite3.connect(path)
    change(base)
    base.commit()
    base.close()


def fact(path: str, **facts: object) -> None:
    rows = [(name, json.dumps(value)) for name, value in facts.items()]
    write(path, lambda base: base.executemany("INSERT INTO fact VALUES (?, ?)", rows))


def tally(path: str, *rows: tuple[int, str, str, int]) -> None:
    write(path, lambda base: base.executemany("INSERT INTO tally VALUES (?, ?, ?, ?)", rows))


def message(path: str, number: int, began: int | None, **columns: object) -> None:
    values = {"id": number, "queue_id": f"A{number}", "instance": "postfix", "began": began,
              "first_seen": NOW - 5 * HOUR, "last_seen": NOW, **columns}  # fmt: skip
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO message ({names}) VALUES ({marks})"  # noqa: S608 - of this test
    write(path, lambda base: base.execute(sql, tuple(values.values())))


def health_of(path: str) -> Health:
    with ledger(path) as source:
        return health(source, NOW)


def history_of(path: str) -> History:
    with ledger(path) as source:
        return history(source, NOW)


# -- health


def test_an_empty_ledger_knows_nothing_and_says_so(database: str) -> None:
    found = health_of(database)
    assert (found.begins, found.last_read, found.queue, found.oldest_open, found.gaps) == (None, None, None, None, ())
    assert found.size == os.stat(database).st_size


def test_what_the_watch_wrote_is_read(database: str) -> None:
    fact(database, begins=1, last_line=2, last_read=3, source="journald", source_trouble=None, trouble="disk full")
    fact(database, queue={"looked": NOW, "unknown": None})
    found = health_of(database)
    assert found[1:7] == (1, 2, 3, "journald", None, "disk full")
    assert found.queue == {"looked": NOW, "unknown": None}


def test_gaps_are_those_of_the_last_day(database: str) -> None:
    rows = [("dropped-by-log", NOW - 26 * HOUR, NOW - 25 * HOUR, 7, "x"), ("log-missing", NOW - 30 * HOUR, NOW, 1, "y")]
    sql = "INSERT INTO gap (kind, since, until, count, example) VALUES (?, ?, ?, ?, ?)"
    write(database, lambda base: base.executemany(sql, rows))
    assert health_of(database).gaps == (Gap(*rows[1]),)


def test_the_oldest_open_message_is_neither_ended_nor_held(database: str) -> None:
    message(database, 1, NOW - 9 * HOUR, ended=NOW)
    message(database, 2, NOW - 8 * HOUR, held=NOW)
    message(database, 3, NOW - HOUR)
    assert health_of(database).oldest_open == NOW - HOUR
    message(database, 4, None)
    assert health_of(database).oldest_open == NOW - 5 * HOUR


def test_a_new_look_at_the_queue_spares_the_ledger_the_question(database: str) -> None:
    message(database, 1, NOW - HOUR)
    fact(database, queue={"looked": NOW - HOUR // 60, "unknown": None})
    assert health_of(database).oldest_open is None
    write(database, lambda base: base.execute("DELETE FROM fact"))
    fact(database, queue={"looked": NOW, "unknown": "postqueue failed"})
    assert health_of(database).oldest_open == NOW - HOUR


# -- what is usual


def test_attempts_are_summed_over_providers_in_the_hours_that_are_compared(database: str) -> None:
    before = HOUR_OF_NOW - WEEK
    tally(
        database,
        (HOUR_OF_NOW, "attempts", "sent google", 3),
        (HOUR_OF_NOW, "attempts", "sent other", 4),
        (before, "attempts", "deferred microsoft", 5),
        (before - 5, "attempts", "sent other", 100),
        (HOUR_OF_NOW, "accepted", "smtp", 9),
    )
    assert history_of(database).attempts == {HOUR_OF_NOW: {"sent": 7}, before: {"deferred": 5}}


def test_handed_in_is_what_people_and_programs_sent_not_what_followed(database: str) -> None:
    tally(
        database,
        (HOUR_OF_NOW - 3, "accepted", "smtp", 1),
        (HOUR_OF_NOW - 3, "accepted", "sendmail", 2),
        (HOUR_OF_NOW - 1, "accepted", "notice", 5),
        (HOUR_OF_NOW - 1, "accepted", "forward", 5),
        (0, "accepted", "smtp", 999),
    )
    found = history_of(database)
    assert found.accepted == {HOUR_OF_NOW - 3: 3}
    assert found.last_accepted == (HOUR_OF_NOW - 3) * HOUR


def test_the_last_message_is_known_to_the_moment_and_a_notice_is_none(database: str) -> None:
    tally(database, (HOUR_OF_NOW - 3, "accepted", "smtp", 1))
    message(database, 1, (HOUR_OF_NOW - 3) * HOUR + 123)
    message(database, 2, NOW, parent="A1", parent_kind="notice")
    assert history_of(database).last_accepted == (HOUR_OF_NOW - 3) * HOUR + 123


def test_the_first_whole_hour_is_behind_the_first_line(database: str) -> None:
    assert history_of(database).first_hour is None
    fact(database, begins=(HOUR_OF_NOW - 10) * HOUR + 1)
    assert history_of(database).first_hour == HOUR_OF_NOW - 9


# -- the watch's lock


def test_a_watch_is_seen_while_it_runs_and_another_is_refused(database: str) -> None:
    assert running(database) is False
    with hold(database):
        assert running(database) is True
        with pytest.raises(HostError, match=f"another watch \\(process {os.getpid()}\\)"), hold(database):
            pass
    assert running(database) is False
    with hold(database):
        assert running(database) is True


def test_the_lock_goes_with_its_process(database: str) -> None:
    script = (
        "import sys, time; from sendoff.host.ledger.running import hold\n"
        "with hold(sys.argv[1]):\n print('held', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    with subprocess.Popen([sys.executable, "-c", script, database], stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        assert running(database) is True
        child.kill()
    assert running(database) is False


def test_somebody_who_asks_keeps_no_watch_from_starting(database: str) -> None:
    with hold(database):
        pass
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            running(database)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    try:
        for _ in range(20):
            with hold(database):
                pass
    finally:
        stop.set()
        for thread in asking:
            thread.join()


def test_the_lock_may_be_read_by_whom_the_folder_is_for(database: str) -> None:
    mask = os.umask(0o077)
    try:
        with hold(database):
            found = os.stat(lock_path(database))
    finally:
        os.umask(mask)
    assert (found.st_mode & 0o777, found.st_gid) == (0o640, os.stat(os.path.dirname(database)).st_gid)


# -- asking in time


def test_what_does_not_answer_is_unknown_at_the_deadline() -> None:
    never = threading.Event()
    start = time.monotonic()
    assert in_time(never.wait, start + 1) == Unknown("no answer in time")
    assert time.monotonic() - start < 1
    never.set()


@pytest.mark.parametrize(("error", "reason"), [
    (HostError("the queue is gone", "Make one."), "the queue is gone"),
    (PermissionError(13, "Permission denied", "/etc/x"), "/etc/x cannot be read: Permission denied"),
    (KeyError("x"), "it could not be asked (KeyError: 'x')"),
])  # fmt: skip
def test_a_question_that_fails_is_unknown_with_its_reason(error: Exception, reason: str) -> None:
    def ask() -> None:
        raise error

    assert in_time(ask, time.monotonic() + 5) == Unknown(reason)


GENERATION = Generation(1, "2026-11-23T00:00:00Z", "apply", {}, "")


def test_only_what_is_asked_for_is_asked(tmp_path: Path) -> None:
    found = gather(real(), GENERATION, str(tmp_path / "none.db"), time.monotonic() + 5, frozenset({"ledger"}))
    assert isinstance(found.ledger, Unknown)
    assert "there is no ledger" in found.ledger.reason
    assert found.service == found.files == Unknown("was not asked")


def test_a_certificate_that_is_none_or_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.pem"
    applied = GENERATION._replace(parameters={"smtpd_tls_cert_file": str(path)})

    def error() -> str:
        found = gather(real(), applied, "", time.monotonic() + 5, frozenset({"certificate"})).certificate
        assert found is not None
        assert not isinstance(found, Unknown)
        assert found.not_after is None
        return found.error

    assert "there is no file" in error()
    path.write_text("x")
    assert "holds no certificate" in error()


# -- the oldest by its id


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    for name in ("incoming", "active", "deferred/A", "hold"):
        (tmp_path / name).mkdir(parents=True)
    return Spool(str(tmp_path))


def test_long_ids_tell_the_oldest_and_what_is_on_hold_does_not_count(spool: Spool) -> None:
    assert oldest(spool) is None
    for place in ("active/4jXvTq5cBcz19", "deferred/A/4jXvTp5cBcz19", "hold/4jXvTb5cBcz19"):
        Path(spool.root, place).touch()
    assert oldest(spool) == 1795411374_790120


def test_with_a_short_id_among_them_it_is_unknown_rather_than_wrong(spool: Spool) -> None:
    Path(spool.root, "active/4jXvTq5cBcz19").touch()
    Path(spool.root, "deferred/A/A1B2C3D4E5").touch()
    assert isinstance(oldest(spool), Unknown)


def test_a_queue_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    assert isinstance(oldest(Spool(str(tmp_path / "none"))), Unknown)
