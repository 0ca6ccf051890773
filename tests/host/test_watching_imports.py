"""`sendoff watch --import`, as a process."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.maillog import lines

from sendoff.host.ledger.reading import ledger

SOURCE = str(Path(__file__).parents[2] / "src")
ENV = {**os.environ, "PYTHONPATH": SOURCE, "LC_ALL": "C.UTF-8"}


def watch(*options: str | Path, **more: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sendoff", "watch", *map(str, options)]
    return subprocess.Popen(
        command, env=ENV, text=True, stdout=subprocess.PIPE, **({"stderr": subprocess.PIPE} | more)
    )  # fmt: skip


def imported(database: Path, *files: Path, code: int = 0) -> dict[str, Any]:
    process = watch("--import", *files, "--database", database, "--json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    found: dict[str, Any] = json.loads(out)
    return found


def log(folder: Path, name: str, start: int, end: int, count: int = 4000) -> Path:
    text = "".join(f"{line}\n" for line in list(lines(count))[start:end])
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def test_rotated_and_compressed_logs_are_read_oldest_first_and_counted_once(tmp_path: Path) -> None:
    new, old, copy = log(tmp_path, "mail.log", 2000, 4000), log(tmp_path, "mail.log.2.gz", 0, 2000), tmp_path / "copy"
    copy.write_text(new.read_text())
    database, whole = tmp_path / "a" / "l.db", tmp_path / "b" / "l.db"
    found = imported(database, new, copy, old)
    assert found["lines"] == 4000
    assert found["unknown"] == found["unreadable"] == 0
    assert found["deliveries"] > 500
    again = imported(database, old, new)
    assert (again["lines"], again["messages"], again["deliveries"], again["gaps"]) == (0, 0, 0, {})
    imported(whole, log(tmp_path, "whole.log", 0, 4000))
    assert verdicts(database) == verdicts(whole)


def verdicts(database: Path) -> list[tuple[Any, ...]]:
    with ledger(str(database)) as opened:
        return [
            tuple(row)
            for row in opened.rows("SELECT queue_id, recipient, verdict, attempts, reply FROM fate ORDER BY 1, 2, 4")
        ]


def test_a_log_that_grew_is_read_on(tmp_path: Path) -> None:
    path, database = log(tmp_path, "mail.log", 0, 3000), tmp_path / "l" / "l.db"
    assert imported(database, path)["lines"] == 3000
    log(tmp_path, "mail.log", 0, 4000)
    assert imported(database, path)["lines"] == 1000


def test_a_damaged_file_is_read_as_far_as_it_goes_and_said(tmp_path: Path) -> None:
    path = log(tmp_path, "mail.log.1.gz", 0, 4000)
    path.write_bytes(path.read_bytes()[:-2000])
    found = imported(tmp_path / "l" / "l.db", path)
    assert 0 < found["lines"] < 4000
    assert "cut off" in found["troubles"][0]
    assert found["gaps"]["log-missing"] == 1


def test_what_is_older_than_the_retention_is_kept_and_said(tmp_path: Path) -> None:
    path = log(tmp_path, "mail.log", 0, 4000)
    path.write_text(path.read_text().replace("2026-11-", "2019-11-"))
    database = tmp_path / "l" / "l.db"
    found = imported(database, path)
    assert found["older_than_retention"] == found["deliveries"] == len(verdicts(database)) > 0
    process = watch("--import", path, "--database", database)
    out, _ = process.communicate(timeout=60)
    assert "are older than 30 days (sendoff::ledger): the watch forgets them" in out


def test_a_file_that_is_not_there_stops_before_anything_is_read(tmp_path: Path) -> None:
    path, database = log(tmp_path, "mail.log", 0, 100), tmp_path / "l" / "l.db"
    process = watch("--import", path, tmp_path / "none.log", "--database", database)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "none.log" in err
    assert verdicts(database) == []


def test_interrupted_and_killed_imports_go_on_where_they_were(tmp_path: Path) -> None:
    path, database, clean = (
        log(tmp_path, "mail.log", 0, 60_000, 60_000),
        tmp_path / "a" / "l.db",
        tmp_path / "b" / "l.db",
    )
    for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        process = watch("--import", path, "--database", database, "--json")
        deadline = time.monotonic() + 30
        size = database.stat().st_size if database.exists() else 0
        while time.monotonic() < deadline and process.poll() is None:
            if (
                database.exists()
                and sum(each.stat().st_size for each in database.parent.glob("l.db*")) > size + 1_000_000
            ):
                break
            time.sleep(0.01)
        process.send_signal(number)
        process.communicate(timeout=60)
    imported(database, path)
    imported(clean, path)
    assert verdicts(database) == verdicts(clean)
    with ledger(str(database)) as opened:
        assert opened.rows("SELECT sum(count) FROM tally WHERE name = 'lines'")[0][0] == 60_000


def on_disk(database: Path) -> int:
    return sum(os.stat(name).st_size for name in (database, f"{database}-wal") if os.path.exists(name))


def test_on_a_terminal_there_is_a_bar_and_it_is_gone_at_the_end(tmp_path: Path) -> None:
    path = log(tmp_path, "mail.log", 0, 4000)
    ours, theirs = os.openpty()
    process = watch("--import", path, "--database", tmp_path / "l" / "l.db", stderr=theirs)
    out, _ = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert process.returncode == 0
    assert "100% of " in shown
    assert "[##############################]" in shown
    assert shown.endswith("\r\x1b[K")
    assert "4,000" in out
