"""`sendoff watch` as a process: killed at any time, and asked to end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from benchmarks.maillog import lines

from sendoff.host.ledger.reading import ledger
from sendoff.host.watching.signals import ending

SOURCE = str(Path(__file__).parents[2] / "src")
DEADLINE = 60.0
ROUNDS = 12

_KNOWN = (
    "SELECT queue_id, recipient, verdict, attempts, reply, dsn, relay, tls, tried, delay, first_seen, last_seen, began,"
    " ended, ending, sender, size, nrcpt, message_id, uid, client, parent, parent_kind FROM fate ORDER BY 1, 2, 11"
)


def watch(*options: str | Path, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sendoff", "watch", *map(str, options)]
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONPATH": SOURCE, "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env, **more)


def done(*options: str | Path) -> tuple[int, str, str]:
    process = watch(*options)
    out, err = process.communicate(timeout=DEADLINE)
    return process.returncode, out, err


def known(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a ledger knows, but for the moments of its own making."""
    with ledger(str(database)) as opened:
        return {
            "fate": [tuple(row) for row in opened.rows(_KNOWN)],
            "tally": [tuple(row) for row in opened.rows("SELECT * FROM tally WHERE count ORDER BY hour, name, label")],
            "gap": [tuple(row) for row in opened.rows("SELECT kind, sum(count) FROM gap GROUP BY kind ORDER BY kind")],
            "ends": [(opened.fact("begins"), opened.fact("last_line"))],
        }


@pytest.mark.parametrize("shape", ["short ids", "long ids"])
def test_killed_again_and_again_it_knows_what_one_clean_run_knows(tmp_path: Path, shape: str) -> None:
    pick = random.Random(shape)  # noqa: S311
    text = [f"{line}\n" for line in lines(30_000, long_ids=shape == "long ids")]
    log, database, clean = tmp_path / "mail.log", tmp_path / "killed" / "l.db", tmp_path / "clean" / "l.db"
    log.touch()
    killed = 0
    for part in range(ROUNDS):
        with log.open("a") as file:
            file.writelines(text[part * len(text) // ROUNDS : (part + 1) * len(text) // ROUNDS])
        process = watch("--database", database, "--log", log, "--metrics", "off")
        assert process.stderr
        process.stderr.readline()  # it has begun
        time.sleep(pick.uniform(0, 0.4))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    assert killed == ROUNDS
    code, _, err = done("--database", database, "--log", log, "--once", "--json")
    assert code == 0, err
    assert done("--database", clean, "--log", log, "--once")[0] == 0
    assert known(database) == known(clean)
    assert len(known(clean)["fate"]) > 5000


def test_a_signal_at_any_instruction_is_an_end_and_no_deadlock() -> None:
    with ending() as asked:

        def send() -> None:
            for _ in range(20_000):
                os.kill(os.getpid(), signal.SIGHUP)

        sender = threading.Thread(target=send)
        sender.start()
        while sender.is_alive():
            asked._set = False
            asked.wait(0)
        sender.join()
        asked.set()
        assert asked.is_set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_ends_well(tmp_path: Path, number: signal.Signals) -> None:
    log, database = tmp_path / "mail.log", tmp_path / "ledger" / "l.db"
    log.write_text("".join(f"{line}\n" for line in lines(100)))
    process = watch("--database", database, "--log", log, "--metrics", "off", "--json")
    assert process.stderr
    first = process.stderr.readline()
    assert first == f"sendoff watch: reading {log}; the ledger is {database}; no metrics\n"
    wait_for_lines(database, 100)
    process.send_signal(number)
    out, err = process.communicate(timeout=DEADLINE)
    assert (process.returncode, err) == (0, "")
    found = json.loads(out)
    assert (found["lines"], found["log"], found["queue"]) == (100, str(log), None)
    assert not list(database.parent.glob("*-wal")), "who only reads cannot open a database that has one"


def wait_for_lines(database: Path, count: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if database.exists() and read_lines(database) == count:
            return
        time.sleep(0.05)
    raise AssertionError("not read in time")


def read_lines(database: Path) -> int:
    from sendoff.host.errors import HostError

    try:
        with ledger(str(database)) as opened:
            return int(opened.rows("SELECT coalesce(sum(count), 0) FROM tally WHERE name = 'lines'")[0][0])
    except HostError:
        return 0  # it is being made


def test_the_ledger_is_for_root_and_adm(tmp_path: Path) -> None:
    log, database = tmp_path / "mail.log", tmp_path / "ledger" / "l.db"
    log.touch()
    assert done("--database", database, "--log", log, "--once")[0] == 0
    assert database.stat().st_mode & 0o777 == 0o640
    assert database.parent.stat().st_mode & 0o777 == 0o750


def test_only_one_watch_writes_a_ledger(tmp_path: Path) -> None:
    log, database = tmp_path / "mail.log", tmp_path / "ledger" / "l.db"
    log.touch()
    process = watch("--database", database, "--log", log, "--metrics", "off")
    try:
        assert process.stderr
        process.stderr.readline()
        for options in (["--once"], [], ["--import", log]):
            assert_refused(
                ["--database", database, "--log", log, *options], f"(process {process.pid})", "systemctl stop"
            )
    finally:
        process.terminate()
        process.communicate(timeout=DEADLINE)


def assert_refused(options: Sequence[str | Path], *words: str) -> None:
    code, out, err = done(*options)
    assert (code, out) == (1, "")
    for word in words:
        assert word in err


def test_a_log_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert_refused(["--database", tmp_path / "l.db", "--once", "--log", tmp_path / "none.log"], "none.log", "mend:")


def test_a_ledger_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "log").touch()
    assert_refused(["--database", tmp_path / "file" / "l.db", "--once", "--log", tmp_path / "log"], "cannot make")
