"""/metrics and /healthz on a real socket, from a ledger made by hand; and what strangers may send."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sendoff.delivery.tallies import BUCKETS, STAGES
from sendoff.host import metrics_server
from sendoff.host.errors import HostError
from sendoff.host.ledger.schema import TABLES, VERSION
from sendoff.host.metrics_facts import Facts, facts
from sendoff.host.metrics_server import Server, serve
from sendoff.monitor.metrics import METRICS
from sendoff.replies.providers import PROVIDERS

MICRO = 1_000_000
HOUR = 493_000


class Written:
    """A ledger with words to write into it."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        with closing(self.open()) as connection:
            connection.executescript(TABLES)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("PRAGMA journal_mode = WAL")
        now = time.time_ns() // 1000
        self.facts(
            begins=now - 86400 * MICRO, last_line=now, last_read=now + 3600 * MICRO, monitoring=True, generation=3,
            queue={"looked": now, "seconds": 0.1, "truncated": False, "depth": {"deferred": 1}, "bytes": {},
                   "oldest": {"deferred": now - 60 * MICRO}, "unknown": None},
        )  # fmt: skip

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None)

    def facts(self, **values: Any) -> None:
        with closing(self.open()) as connection:
            rows = [(name, json.dumps(value)) for name, value in values.items()]
            connection.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)

    def count(self, name: str, label: str, count: int, hour: int = HOUR) -> None:
        with closing(self.open()) as connection:
            connection.execute("INSERT OR REPLACE INTO tally VALUES (?, ?, ?, ?)", (hour, name, label, count))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ending a server takes up to a poll."""
    monkeypatch.setattr(metrics_server, "_POLL", 0.02)


@pytest.fixture
def ledger(tmp_path: Path) -> Written:
    return Written(tmp_path / "ledger.db")


@pytest.fixture
def start() -> Iterator[Callable[[str], Server]]:
    servers: list[Server] = []

    def begin(database: str) -> Server:
        servers.append(serve("127.0.0.1:0", database))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()


def get(server: Server, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(server.address, server.port, timeout=10)
    connection.request(method, path)
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), response.read().decode()
    connection.close()
    return answer


def numbers(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(s.labels.values())): s.value for family in families for s in family.samples}


def sent(server: Server, data: bytes, timeout: float = 10) -> bytes:
    with socket.create_connection((server.address, server.port), timeout) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def eventually(look: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_page_is_what_the_table_says(ledger: Written, start: Callable[[str], Server]) -> None:
    status, headers, text = get(start(ledger.path), "/metrics")
    assert (status, headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    found = {}
    for family in text_string_to_metric_families(text):
        name = family.name + ("_total" if family.type == "counter" else "")
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        found[name] = (family.type, labels)
        assert METRICS[name].help == family.documentation or name.startswith("process_")
    absent = {"sendoff_certificate_not_after_timestamp_seconds"} - set(found)  # this machine may have one
    assert found == {name: (m.kind, set(m.labels)) for name, m in METRICS.items() if name not in absent}


def test_promtool_finds_nothing_to_say(ledger: Written, start: Callable[[str], Server]) -> None:
    _, _, text = get(start(ledger.path), "/metrics")
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_committed_line_is_a_number_within_a_second(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)

    def shown() -> float:
        return numbers(get(server, "/metrics")[2])["sendoff_attempts_total", ("google", "sent")]

    for hour, count, total in ((HOUR, 5, 5), (HOUR - 1, 3, 8), (HOUR + 1, 1, 9)):
        before = shown()  # from now on something is remembered
        assert before != total
        ledger.count("attempts", "sent google", count, hour)
        assert eventually(partial(lambda total: shown() == total, total), 1.0), (hour, shown())


def test_an_answer_is_kept_for_half_a_second_only(ledger: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Facts(ledger.path)
    first = asked.now()
    assert asked.now() is first
    later = time.monotonic() + 0.6
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert asked.now() is not first


def test_sums_stay_when_old_hours_are_folded_and_go_on_when_time_passes(ledger: Written) -> None:
    from sendoff.host.ledger.metrics import Tallies, numbers

    tallies = Tallies()

    def total() -> int:
        found: int = numbers(ledger.path, tallies)["tallies"]["removed", "removed"]
        return found

    for hour in range(HOUR - 48, HOUR):
        ledger.count("removed", "removed", 2, hour)
    assert total() == 96
    with closing(ledger.open()) as connection:
        connection.execute("DELETE FROM tally WHERE hour < ?", (HOUR - 24,))
    ledger.count("removed", "removed", 48, 0)
    assert total() == 96
    for later in (1, 2, 24, 23, 24 * 300):  # the log goes on, pauses, has a late line, and pauses for long
        before = total()
        ledger.count("removed", "removed", 4, HOUR + later)
        assert total() == before + 4


def test_old_hours_that_are_read_late_are_counted_half_a_minute_later(
    ledger: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sendoff.host.ledger.metrics import Tallies, numbers

    tallies = Tallies()
    ledger.count("removed", "removed", 1)
    numbers(ledger.path, tallies)
    ledger.count("removed", "removed", 10, HOUR - 100)
    later = time.monotonic() + 31
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert numbers(ledger.path, tallies)["tallies"]["removed", "removed"] == 11


def test_a_month_of_hours_is_read_in_20_ms(ledger: Written) -> None:
    labels = [("attempts", f"{s} {p}") for s in ("sent", "deferred", "bounced") for p in PROVIDERS]
    labels += [("delay", f"{stage} {bucket}") for stage in STAGES for bucket in BUCKETS]
    with closing(ledger.open()) as connection:
        connection.execute("BEGIN")
        rows = ((HOUR - hour, *label, 3) for hour in range(720) for label in labels)
        connection.executemany("INSERT INTO tally VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
    asked = Facts(ledger.path)
    asked._ask()  # what was before is summed once
    took = []
    for _ in range(9):
        begin = time.perf_counter()
        asked._ask()
        took.append(time.perf_counter() - begin)
    assert min(took) < 0.02


def test_without_a_ledger_it_answers_that_nothing_is_known(tmp_path: Path, start: Callable[[str], Server]) -> None:
    server = start(str(tmp_path / "none.db"))
    found = numbers(get(server, "/metrics")[2])
    assert found["sendoff_collector_up", ("ledger",)] == 0
    assert not [name for name, _ in found if name.startswith(("sendoff_attempts", "sendoff_queue"))]
    status, headers, text = get(server, "/healthz")
    assert (status, headers["Content-Type"]) == (503, "application/json")
    assert json.loads(text)["status"] == "failing"
    assert "there is no ledger" in json.loads(text)["why"][0]


def test_a_damaged_ledger_is_unknown_and_monitoring_stays_as_it_was(ledger: Written) -> None:
    ledger.facts(monitoring=False)
    asked = Facts(ledger.path)
    assert asked.now().monitoring is False
    Path(ledger.path).write_bytes(b"no database" * 1000)
    found = asked._ask()
    assert found.unreadable is not None
    assert found.monitoring is False
    assert facts(ledger.path).monitoring is None


def test_health(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)
    assert get(server, "/healthz")[::2] == (200, '{"status": "ok", "why": []}\n')
    ledger.facts(trouble="the disk is full \x1b[2J")
    assert eventually(lambda: get(server, "/healthz")[0] == 503, 1.0)
    text = get(server, "/healthz")[2]
    assert json.loads(text) == {"status": "failing", "why": ["the disk is full \x1b[2J"]}
    assert "\x1b" not in text
    ledger.facts(monitoring=False)
    assert eventually(lambda: get(server, "/healthz")[0] == 200, 1.0)
    assert json.loads(get(server, "/healthz")[2])["why"] == ["off by postfix::monitoring"]


def test_with_monitoring_off_metrics_still_answer(ledger: Written, start: Callable[[str], Server]) -> None:
    ledger.facts(monitoring=False)
    found = numbers(get(start(ledger.path), "/metrics")[2])
    assert found["sendoff_monitoring_enabled", ()] == 0
    assert found["sendoff_queue_depth", ("deferred",)] == 1


def test_head_has_no_body_and_other_paths_and_methods_are_refused_plainly(
    ledger: Written, start: Callable[[str], Server]
) -> None:
    server = start(ledger.path)
    status, headers, text = get(server, "/metrics", "HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) > 1000
    assert get(server, "/metrics?a=b")[0] == 200
    for path in ("/", "/metrics/", "/healthz/../metrics", "/favicon.ico", "/<script>"):
        status, headers, text = get(server, path)
        assert (status, text, headers["Content-Type"]) == (404, "404 Not Found\n", "text/plain; charset=utf-8")
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"):
        assert get(server, "/metrics", method)[::2] == (405, "405 Method Not Allowed\n")


def test_no_version_is_told(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)
    for path in ("/healthz", "/nothing"):
        _, headers, _ = get(server, path)
        assert headers["Server"] == "sendoff"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /metrics HTTP/9.9\r\n\r\n",
        b"GET /metrics HTTP/1.1 and more\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\n" + b"a: b\r\n" * 5000 + b"\r\n",
        b"GET /metrics HTTP/1.1\r\n\xff\xfe: \x00\r\n b: c\r\n\r\n",
        b"GET /\xff\x00\x1b[2J HTTP/1.1\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nbody",
        b"GET //example.net/metrics HTTP/1.1\r\n\r\n",
        b"GET http://example.net/metrics HTTP/1.1\r\n\r\n",
        b"__class__ /metrics HTTP/1.1\r\n\r\n",
        bytes(range(256)) * 4 + b"\n\n",
    ],
)
def test_what_strangers_send_is_refused_and_stops_nothing(
    ledger: Written, start: Callable[[str], Server], data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    server = start(ledger.path)
    try:
        answer = sent(server, data)
    except OSError:
        answer = b""  # closed while we were sending
    assert not answer.startswith(b"HTTP/1.0 5")
    assert b"Traceback" not in answer
    assert get(server, "/healthz")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_slow_clients_are_dropped_and_others_answered(
    ledger: Written, start: Callable[[str], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics_server, "_SECONDS", 1.0)
    server = start(ledger.path)
    slow = [socket.create_connection((server.address, server.port), 10) for _ in range(12)]
    ended = threading.Event()

    def drip() -> None:
        while not ended.wait(0.1):
            for connection in slow:
                try:
                    connection.send(b"G")
                except OSError:
                    continue

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        begin = time.monotonic()
        assert get(server, "/healthz")[0] == 200  # behind twelve others, of whom eight are served at once
        assert time.monotonic() - begin < 5
    finally:
        ended.set()
        dripping.join()
        for connection in slow:
            connection.close()


def test_a_client_that_takes_no_answer_is_dropped(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)
    with socket.create_connection((server.address, server.port), 10) as lazy:
        lazy.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        assert get(server, "/healthz")[0] == 200


def test_many_scrapes_at_once_are_all_answered(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(get(server, "/metrics")[0])) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 40


def test_an_address_that_is_taken_says_so(ledger: Written, start: Callable[[str], Server]) -> None:
    server = start(ledger.path)
    with pytest.raises(HostError) as told:
        serve(f"127.0.0.1:{server.port}", ledger.path)
    assert told.value.what == f"cannot serve metrics on 127.0.0.1:{server.port}: Address already in use"
    assert "sendoff::metrics_listen" in told.value.mend


@pytest.mark.parametrize(
    "listen", ["", "9854", ":9854", "127.0.0.1", "127.0.0.1:http", "192.0.2.1:9854", "[::1]:99999"]
)
def test_an_address_that_cannot_be_is_told(ledger: Written, listen: str) -> None:
    with pytest.raises(HostError) as told:
        serve(listen, ledger.path)
    assert told.value.what
    assert told.value.mend


def test_ipv6(ledger: Written) -> None:
    try:
        server = serve("[::1]:0", ledger.path)
    except HostError:
        pytest.skip("no IPv6 here")
    assert get(server, "/healthz")[0] == 200
    server.close()


def test_closed_it_listens_no_more(ledger: Written) -> None:
    server = serve("127.0.0.1:0", ledger.path)
    server.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.address, server.port), 1)
