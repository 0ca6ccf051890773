"""Debian's own Prometheus scrapes a real watch of a real Postfix, with the rules that are shipped."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sendoff.lab import Receiver, World
from sendoff.lab.birth import python_path
from sendoff.monitor.metrics import METRICS
from tests.lab.server import Server

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

RULES = Path(__file__).parents[2] / "packaging" / "prometheus" / "sendoff.rules.yml"
ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
BLOCKED = {"MAIL": "450 4.7.1 your server is blocked here"}
CONFIG = """
global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}
rule_files: [rules.yml]
scrape_configs: [{job_name: sendoff, static_configs: [{targets: ["127.0.0.1:9725"]}]}]
"""
ASK = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=5).read().decode())"


class Prometheus:
    """Prometheus of a world, and what it knows."""

    def __init__(self, world: World) -> None:
        self.world = world

    def get(self, path: str, port: int = 9090) -> Any:
        """Return what an address of the world answers, as JSON; None as long as nobody does."""
        done = self.world.python("-c", ASK, f"http://127.0.0.1:{port}{path}", check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return the labels and values of an expression now."""
        answer = self.get(f"/api/v1/query?query={quote(expression)}")
        return list(answer["data"]["result"]) if answer else []

    def value(self, expression: str) -> float | None:
        """Return the one value of an expression, None where it has none yet."""
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else None

    def firing(self) -> set[str]:
        """Return the names of the alerts that fire."""
        return {found["metric"]["alertname"] for found in self.query('ALERTS{alertstate="firing"}')}


def wait(what: str, look: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not {what} after {seconds:g} s"
        time.sleep(0.1)


@contextmanager
def running(server: Server, *command: str) -> Iterator[subprocess.Popen[str]]:
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = server.world.popen(command, env={"PYTHONPATH": python_path()}, **options)
    try:
        yield process
    finally:
        server.end(process)


@contextmanager
def watched(server: Server) -> Iterator[Prometheus]:
    """The watch of a server, scraped five times a second, with alerts that wait for a second only."""
    folder = server.world.path("/etc/prometheus-test")
    folder.mkdir()
    (folder / "prometheus.yml").write_text(CONFIG)
    server.world.run(["mkdir", "-p", "/var/lib/sendoff-test"])
    (folder / "rules.yml").write_text(re.sub(r"for: \d+[mh]$", "for: 1s", RULES.read_text(), flags=re.MULTILINE))
    scraping = Prometheus(server.world)
    with (
        running(server, sys.executable, "-m", "sendoff", "watch"),
        running(
            server, "prometheus", "--config.file=/etc/prometheus-test/prometheus.yml",
            "--storage.tsdb.path=/var/lib/sendoff-test", "--web.listen-address=127.0.0.1:9090",
        ),
    ):  # fmt: skip
        wait("scraped", lambda: scraping.value('up{job="sendoff"}') == 1)
        wait("the queue looked at", lambda: scraping.value('sendoff_collector_up{source="queue"}') == 1)
        yield scraping


def submit(server: Server) -> None:
    """Mail to 30 recipients of the destination that blocks us."""
    recipients = [f"user{number}@example.net" for number in range(30)]
    server.world.submit_sendmail(["-f", "app@web1.example.com", *recipients], "Subject: hello\n\nhello\n")


def test_a_blocked_destination_alarms_and_so_does_a_dead_postfix(make_world: MakeWorld) -> None:
    server = Server(make_world(zones=ZONES, receivers=[Receiver("mx", replies=BLOCKED)]))
    with watched(server) as scraping:
        assert "SendoffDeferredShare" not in scraping.firing()
        submit(server)
        wait("an alert", lambda: "SendoffDeferredShare" in scraping.firing())
        assert scraping.value('sendoff_attempts_total{status="deferred", provider="other"}') == 30
        rules = scraping.get("/api/v1/rules")["data"]["groups"][0]["rules"]
        assert {rule["health"] for rule in rules} == {"ok"}
        [alert] = [alert for rule in rules for alert in rule["alerts"] if rule["name"] == "SendoffDeferredShare"]
        assert alert["annotations"]["summary"] == "127.0.0.1:9725: 100% of the attempts to deliver are put off"
        server.world.run(["postfix", "stop"])
        wait("another alert", lambda: "SendoffPostfixDown" in scraping.firing())
        names = set(scraping.get("/api/v1/label/__name__/values")["data"])
        ours = {name for name in names if name.startswith(("sendoff_", "process_"))}
        histogram = {f"sendoff_delivery_delay_seconds_{part}" for part in ("bucket", "count", "sum")}
        assert ours - histogram == set(METRICS) - {"sendoff_delivery_delay_seconds", "sendoff_configuration_generation"}


def test_with_monitoring_off_none_alarms_until_it_is_on_again(make_world: MakeWorld) -> None:
    server = Server(make_world(zones=ZONES, receivers=[Receiver("mx", replies=BLOCKED)]))
    server.apply({"postfix::monitoring": False})
    with watched(server) as scraping:
        assert scraping.value("sendoff_monitoring_enabled") == 0
        health = scraping.get("/healthz", port=9725)
        assert health == {"status": "off", "why": ["off by postfix::monitoring"]}
        submit(server)
        wait("deferred", lambda: scraping.value('sendoff_attempts_total{status="deferred", provider="other"}') == 30)
        server.world.run(["postfix", "stop"])
        wait("stopped", lambda: scraping.value("sendoff_postfix_up") == 0)
        stopped = scraping.value("vector(time())") or 0
        wait("evaluated", lambda: (scraping.value("vector(time())") or 0) > stopped + 3)
        assert scraping.query('max_over_time(ALERTS{alertstate="firing", alertname!="SendoffNoServers"}[5m])') == []
        server.apply({"postfix::monitoring": True})
        wait("an alert", lambda: "SendoffDeferredShare" in scraping.firing())
