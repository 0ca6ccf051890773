"""From a refusal in the log to what a scrape, `sendoff incidents` and `sendoff status` say: a watch as a process."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

SOURCE = str(Path(__file__).parents[2] / "src")
DEADLINE = 30.0
ROUNDS = 5
RELAY = "hotmail-com.olc.protection.outlook.com[192.0.2.1]"
REFUSED = (
    f"host {RELAY} said: 550 5.7.1 part of their network is on our block list (S3140). (in reply to MAIL FROM command)"
)
OPEN = 'sendoff_incident_open{coarse="reputation",provider="microsoft"}'
TOTAL = 'sendoff_refusals_total{coarse="reputation",provider="microsoft"}'


class Watch:
    """A watch of a log that does not belong to this machine, with metrics."""

    def __init__(self, folder: Path) -> None:
        self.log, self.database = folder / "mail.log", folder / "l.db"
        self.log.touch()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._number = 0xABC000
        self.process = self._start("watch", "--log", str(self.log), "--metrics", f"127.0.0.1:{self._port}")
        assert self.process.stderr
        self.process.stderr.readline()  # it has begun

    def _start(self, command: str, *options: str) -> subprocess.Popen[str]:
        env = {**os.environ, "PYTHONPATH": SOURCE, "LC_ALL": "C.UTF-8"}
        line = [sys.executable, "-m", "sendoff", command, "--database", str(self.database), *options]
        return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)

    def run(self, command: str, *options: str) -> tuple[int, str]:
        process = self._start(command, *options)
        out, _ = process.communicate(timeout=DEADLINE)
        return process.returncode, out

    def metric(self, name: str) -> float | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=DEADLINE) as answer:
                page = answer.read().decode()
        except OSError:
            return None
        return next((float(line.rpartition(" ")[2]) for line in page.splitlines() if line.startswith(name)), None)

    def seconds_until(self, name: str, value: float) -> float:
        began = time.monotonic()
        while self.metric(name) != value:
            assert time.monotonic() < began + DEADLINE, f"{name} is {self.metric(name)}, not {value}"
            time.sleep(0.02)
        return time.monotonic() - began

    def mail(self, status: str, said: str) -> None:
        self._number += 1
        stamp, queue_id = datetime.now(UTC).isoformat(timespec="microseconds"), f"{self._number:X}"
        with self.log.open("a") as file:
            for text in (
                f"pickup[11]: {queue_id}: uid=33 from=<shop@example.net>",
                f"qmgr[12]: {queue_id}: from=<shop@example.net>, size=900, nrcpt=1 (queue active)",
                f"smtp[13]: {queue_id}: to=<customer@example.org>, relay={RELAY}:25, delay=1, delays=0/0/0/1,"
                f" dsn=5.7.1, status={status} ({said})",
            ):
                file.write(f"{stamp} web1 postfix/{text}\n")


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    found = Watch(tmp_path)
    yield found
    found.process.terminate()
    found.process.communicate(timeout=DEADLINE)


def test_a_refusal_is_in_the_metrics_within_a_second_and_so_is_its_end(watch: Watch) -> None:
    watch.seconds_until(OPEN, 0)
    opened, closed = [], []
    for count in range(1, ROUNDS + 1):
        watch.mail("bounced", REFUSED)
        opened.append(watch.seconds_until(OPEN, 1))
        assert watch.metric(TOTAL) == count
        watch.mail("sent", "250 ok")
        closed.append(watch.seconds_until(OPEN, 0))
    print(f"opened after {opened}, closed after {closed}")  # noqa: T201 - shown where the test fails
    assert statistics.median(opened) < 1
    assert statistics.median(closed) < 1


def test_commands_tell_it_while_it_is_open(watch: Watch) -> None:
    watch.seconds_until(OPEN, 0)
    code, out = watch.run("incidents")
    assert (code, out.count("\n")) == (0, 1)
    watch.mail("bounced", REFUSED)
    watch.seconds_until(OPEN, 1)
    code, out = watch.run("incidents", "--json")
    [one] = json.loads(out)["incidents"]
    assert code == 2
    assert (one["provider"], one["class"], one["provider_code"], one["open"]) == (
        "microsoft",
        "address-blocked",
        "S3140",
        True,
    )
    assert (one["refused"], one["accepted_since"], one["users"], one["generation"]) == (1, 0, 1, None)
    assert one["case"] == "microsoft"
    code, out = watch.run("incidents")
    assert "Microsoft (Outlook.com, Hotmail) refuses mail (S3140)" in out
    assert "sendoff case open microsoft" in out
    assert "example.net (1)" in out
    assert json.loads(watch.run("status", "--json")[1])["incidents"] == [one]
    assert "incident    Microsoft (Outlook.com, Hotmail) refuses mail (S3140)" in watch.run("status")[1]


def test_without_a_ledger_it_says_so(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": SOURCE, "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "sendoff", "incidents", "--database", str(tmp_path / "none.db")]
    found = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert (found.returncode, found.stdout) == (1, "")
    assert "there is no ledger" in found.stderr
