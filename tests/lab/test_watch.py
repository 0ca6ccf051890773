"""`sendoff watch` beside a real Postfix: the service, not yet the verdicts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sendoff.lab import Receiver, World

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
LEDGER = "/var/lib/sendoff/ledger/ledger.db"
DEADLINE = 30.0
TEXT = "Subject: hello\n\nHello.\n"


# The ledger is asked inside: SQLite follows the links in a path, and those of /proc lead out of the world.
_ASK = """
import json, sys
from sendoff.host.errors import HostError
from sendoff.host.ledger.reading import ledger
try:
    with ledger(sys.argv[1]) as opened:
        print(json.dumps([tuple(row) for row in opened.rows(sys.argv[2])]))
except HostError:
    print("[]")  # there is none yet
"""


def ask(world: World, sql: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(world.python("-c", _ASK, LEDGER, sql).stdout)
    return found


def facts(world: World) -> dict[str, Any]:
    return {name: json.loads(value) for name, value in ask(world, "SELECT * FROM fact")}


def fates(world: World) -> list[tuple[str, str]]:
    return [(to, verdict) for to, verdict in ask(world, "SELECT recipient, verdict FROM fate ORDER BY id")]


def until(happens: Callable[[], Any], world: World) -> Any:
    deadline = time.monotonic() + DEADLINE
    while not (found := happens()):
        assert time.monotonic() < deadline, f"{fates(world)} {facts(world)}\n{world.situation()}"
        time.sleep(0.05)
    return found


@contextmanager
def watch(world: World, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "sendoff", "watch", *(options or ("--metrics", "off"))]
    process = world.popen(command, env={"PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        assert process.stderr
        process.first = process.stderr.readline()  # type: ignore[attr-defined]
        yield process
    finally:
        # nsenter stands between; what runs inside is asked to end.
        pid = facts(world).get("pid")
        if process.poll() is None and pid:
            world.run(["kill", "-TERM", str(pid)], check=False)
        process.communicate(timeout=DEADLINE)


def test_it_finds_the_log_and_tells_of_a_mail(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")])
    with watch(world) as process:
        assert process.first.startswith("sendoff watch: reading /var/log/mail.log; ")  # type: ignore[attr-defined]
        world.submit_sendmail(["someone@example.net"], TEXT)
        until(lambda: fates(world) == [("someone@example.net", "sent")], world)
    assert process.returncode == 0
    assert world.path(LEDGER).stat().st_mode & 0o777 == 0o640


def test_killed_and_started_again_it_loses_nothing_meanwhile(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")])
    with watch(world):
        world.submit_sendmail(["one@example.net"], TEXT)
        until(lambda: len(fates(world)) == 1, world)
        world.run(["kill", "-KILL", str(facts(world)["pid"])])
    world.submit_sendmail(["two@example.net"], TEXT)
    world.wait_log(r"to=<two@example\.net>.* status=sent")
    world.run(["mv", "/var/log/mail.log", "/var/log/mail.log.1"])
    world.run(["postfix", "reload"])
    world.submit_sendmail(["three@example.net"], TEXT)
    with watch(world):
        until(
            lambda: {to for to, _ in fates(world)} == {"one@example.net", "two@example.net", "three@example.net"}, world
        )
        until(lambda: all(verdict == "sent" for _, verdict in fates(world)), world)
    assert len(fates(world)) == 3


def test_mail_that_waited_before_the_first_watch_is_known_with_its_next_retry(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx", replies={"RCPT": "450 4.2.0 come back later"})])
    world.submit_sendmail(["someone@example.net"], TEXT)
    world.wait_log("status=deferred")
    world.path("/var/log/mail.log").write_text("")  # what the log told is lost
    time.sleep(11)  # what is younger is left to the log
    with watch(world):
        until(lambda: fates(world) == [("someone@example.net", "deferred")], world)
        queue = until(lambda: facts(world).get("queue"), world)
        assert queue["depth"]["deferred"] == 1
        assert queue["unknown"] is None
        assert "450 4.2.0 come back later" in ask(world, "SELECT reply FROM fate")[0][0]


def test_once_reads_all_and_looks_at_the_queue(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")])
    world.submit_sendmail(["someone@example.net"], TEXT)
    world.wait_log("status=sent")
    done = world.sendoff("watch", "--once", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["log"], found["deliveries"]) == ("/var/log/mail.log", 1)
    assert found["queue"]["depth"] == {"maildrop": 0, "incoming": 0, "active": 0, "deferred": 0, "hold": 0}
    assert "waits" not in done.stderr


def test_once_with_postfix_down_knows_no_empty_queue(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, start=False)
    world.path("/var/log/mail.log").write_text("")
    done = world.sendoff("watch", "--once", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["queue"]["depth"].get("deferred") == 0  # root reads the queue's files itself


def test_another_servers_log_is_not_held_against_this_queue(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES)
    world.path("/var/log/other.log").write_text(
        "2026-01-01T00:00:00+00:00 web9 postfix/qmgr[7]: 3F2A81C0D1: from=<a@example.org>, size=1, nrcpt=1"
        " (queue active)\n"
    )
    done = world.sendoff(
        "watch", "--once", "--json", "--log", "/var/log/other.log", "--database", "/var/lib/sendoff/other/l.db"
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["queue"] is None


def test_rights_of_the_unit_suffice(make_world: MakeWorld) -> None:
    """As the unit has it: root without capabilities but CAP_DAC_READ_SEARCH, no new privileges, group adm."""
    world = make_world(zones=ZONES, receivers=[Receiver("mx", replies={"RCPT": "450 4.2.0 come back later"})])
    world.submit_sendmail(["someone@example.net"], TEXT)
    world.wait_log("status=deferred")
    time.sleep(11)
    world.path("/var/lib/sendoff/ledger").mkdir(parents=True)
    world.run(["chgrp", "adm", "/var/lib/sendoff/ledger"])
    less = ["setpriv", "--no-new-privs", "--bounding-set=-all,+dac_read_search", "--inh-caps=-all",
            "--regid=adm", "--clear-groups"]  # fmt: skip
    command = [*less, sys.executable, "-m", "sendoff", "watch", "--once", "--json"]
    done = world.run(command, env={"PYTHONPATH": os.pathsep.join(sys.path)}, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["deliveries"], found["queue"]["depth"]["deferred"], found["queue"]["unknown"]) == (1, 1, None)
    assert ask(world, "SELECT next_retry FROM message")[0][0] > time.time_ns() // 1000
    assert world.run(["stat", "-c", "%G %a", LEDGER]).stdout == "adm 640\n"


def test_without_systemd_installing_says_what_to_do(make_world: MakeWorld) -> None:
    world = make_world(start=False)
    done = world.sendoff("watch", "--install", "--yes")
    assert done.returncode == 1
    assert "systemd does not run this machine" in done.stderr
    assert "sendoff watch" in done.stderr.partition("mend:")[2]


def test_the_processor_is_left_to_postfix(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES)
    with watch(world):
        pid = until(lambda: facts(world).get("pid"), world)
        assert world.run(["ps", "-o", "ni=", "-p", str(pid)]).stdout.strip() == "10"
        world.run(["kill", f"-{signal.SIGTERM.value}", str(pid)])
