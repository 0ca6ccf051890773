"""`sendoff check` and `sendoff status` on a real Postfix, with a ledger as the watch keeps it."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sendoff.lab import World
from tests.lab.server import Server, readable, sendoff_as

pytestmark = pytest.mark.lab

MakeWorld = Callable[..., World]
OK, WARNING, CRITICAL, UNKNOWN = range(4)

# Writes a ledger of now, then holds the watch's lock until its input ends.
WATCH = """
import json, os, sqlite3, sys, time
from sendoff.host.ledger import running, schema
from sendoff.host.paths import LEDGER
facts = json.loads(sys.argv[1])
os.makedirs(os.path.dirname(LEDGER), exist_ok=True)
base = sqlite3.connect(LEDGER)
if not base.execute("PRAGMA user_version").fetchone()[0]:
    base.executescript(schema.TABLES)
    base.execute(f"PRAGMA user_version = {schema.VERSION}")
now = time.time_ns() // 1000
for name, value in {"begins": now - 10**10, "last_line": now, "last_read": now, "source": "mail.log", **facts}.items():
    base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value)))
base.commit()
base.close()
with running.hold(LEDGER):
    print("runs", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def server(make_world: MakeWorld) -> Server:
    server = Server(make_world())
    server.apply({})
    return server


@pytest.fixture
def followed(server: Server) -> Iterator[Server]:
    """A server with a real `sendoff watch`."""
    process = server.world.popen(
        ["/usr/bin/env", f"PYTHONPATH={_source()}", *_python(), "-m", "sendoff", "watch", "--metrics", "off"]
    )
    deadline = time.monotonic() + 20
    while states(server, "--only", "log-fresh", "watch") != {"log-fresh": "OK", "watch": "OK"}:
        assert time.monotonic() < deadline
    yield server
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)


class Watch:
    """A process that holds the watch's lock; `facts` go into the ledger."""

    def __init__(self, server: Server, **facts: Any) -> None:
        command = ["/usr/bin/env", f"PYTHONPATH={_source()}", *_python(), "-c", WATCH, json.dumps(facts)]
        self.process = server.world.popen(command)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "runs\n", self.process.communicate()[1]

    def end(self) -> None:
        self.process.communicate("")


@pytest.fixture
def watched(server: Server) -> Iterator[Server]:
    """A server whose log is watched."""
    watch = Watch(server)
    yield server
    watch.end()


def _source() -> str:
    from sendoff.lab import birth

    return birth.python_path()


def _python() -> list[str]:
    import sys

    return [sys.executable]


def check(server: Server, *arguments: str) -> tuple[int, str]:
    """Return the exit code and the line of status."""
    done = server.world.sendoff("check", *arguments)
    assert done.stderr == ""
    first, *more = done.stdout.splitlines()
    assert first.count("|") <= 1
    assert not any(line.startswith("SENDOFF") or "|" in line for line in more)
    return done.returncode, first


def states(server: Server, *arguments: str) -> dict[str, str]:
    found = json.loads(server.world.sendoff("check", "--json", *arguments).stdout)
    return {one["id"]: one["state"] for one in found["checks"]}


def test_a_healthy_server_is_ok_with_performance_data(watched: Server) -> None:
    code, line = check(watched)
    assert (code, line[:13]) == (OK, "SENDOFF OK - ")
    values = dict(word.split("=", 1) for word in shlex.split(line.partition(" | ")[2]))
    assert values["oldest_age"] == "0s;86400;345600;0"
    assert values["queue_deferred"] == "0;1000;10000;0"
    assert float(values["greeting_time"].partition("s")[0]) < 5
    assert set(states(watched).values()) == {"OK"}


def test_it_ends_soon(watched: Server) -> None:
    start = time.monotonic()
    assert check(watched)[0] == OK
    assert time.monotonic() - start < 3


def test_a_dead_postfix_is_critical_though_its_queue_is_empty(watched: Server) -> None:
    watched.world.run(["postfix", "stop"])
    code, line = check(watched)
    assert (code, line.partition(" | ")[0][:40]) == (CRITICAL, "SENDOFF CRITICAL - Postfix does not run;")


def test_a_master_without_its_smtp_server_is_critical(watched: Server) -> None:
    master = watched.world.path("/etc/postfix/master.cf")
    # The port is held, connections are taken, and nobody says a word.
    text, count = re.subn(r"^(smtp +inet .* smtpd)$", r"\1 -X", master.read_text(), flags=re.MULTILINE)
    assert count == 1
    master.write_text(text)
    os.utime(master, (time.time() - 10,) * 2)
    watched.world.run(["postfix", "reload"])
    watched.world.wait_log("reload -- version")
    start = time.monotonic()
    code, line = check(watched, "--only", "service", "answering")
    assert (code, "SMTP does not answer: no answer to the greeting in time" in line) == (CRITICAL, True), line
    assert time.monotonic() - start < 10


def test_monitoring_off_is_ok_says_so_and_asks_nothing(server: Server) -> None:
    server.apply({"postfix::monitoring": False})
    server.world.run(["postfix", "stop"])
    assert check(server) == (OK, "SENDOFF OK - off by postfix::monitoring")
    found = json.loads(server.world.sendoff("check", "--json").stdout)
    assert (found["state"], found["monitoring"], found["text"]) == ("OK", False, "off by postfix::monitoring")


def test_where_nothing_was_applied_it_is_unknown_with_what_to_do(make_world: MakeWorld) -> None:
    server = Server(make_world())
    done = server.world.sendoff("check")
    assert done.returncode == UNKNOWN
    assert "sendoff apply" in done.stdout


def test_an_unreadable_queue_is_unknown_and_never_empty(server: Server) -> None:
    server.world.run(["chmod", "o-rwx", "/var/spool/postfix/deferred"])
    server.world.run(["mv", "/var/spool/postfix/deferred", "/var/spool/postfix/away"])
    code, line = check(server, "--only", "queue-depth", "queue-age")
    server.world.run(["mv", "/var/spool/postfix/away", "/var/spool/postfix/deferred"])
    assert (code, line[:43]) == (UNKNOWN, "SENDOFF UNKNOWN - the queue cannot be read:")
    assert "queue_deferred" not in line


def test_a_half_done_apply_is_critical(server: Server) -> None:
    server.write({"postfix::message_size_limit": 12345678})
    for effect in range(20, 200, 10):
        server.die(effect, "apply", "--yes")
        if server.world.path("/var/lib/sendoff/pending/undo.json").exists():
            break
    code, line = check(server, "--only", "half-done")
    assert (code, "was not finished" in line) == (CRITICAL, True)


def test_drift_is_a_warning_and_names_the_parameter(server: Server) -> None:
    path = server.world.path("/etc/postfix/main.cf")
    path.write_text(path.read_text() + "relayhost = [hand.example.net]\n")
    code, line = check(server, "--only", "drift")
    assert (code, "relayhost" in line) == (WARNING, True)


def test_mail_that_moves_without_a_line_makes_the_log_stale(server: Server) -> None:
    hour = 3_600_000_000
    now = time.time_ns() // 1000
    watch = Watch(server, last_line=now - hour, last_read=now)
    before = states(server, "--only", "log-fresh")
    server.world.submit_sendmail(["root@example.com"], "Subject: x\n\nx\n")
    server.world.wait_log("status=")
    # The watch reads on, a while later, and the log has still said nothing.
    watch.end()
    watch = Watch(server, last_line=now - hour, last_read=time.time_ns() // 1000 + hour)
    after = states(server, "--only", "log-fresh")
    watch.end()
    assert (before, after) == ({"log-fresh": "OK"}, {"log-fresh": "WARNING"})


def test_without_root_it_finds_out_what_it_can(watched: Server) -> None:
    done = sendoff_as(watched.world, "nobody", "check", "--json")
    found = {one["id"]: one["state"] for one in json.loads(done.stdout)["checks"]}
    assert {name for name, state in found.items() if state == "OK"} >= {"service", "answering", "drift", "half-done"}
    assert found["queue-depth"] == "UNKNOWN"
    assert not {"WARNING", "CRITICAL"} & set(found.values())
    watched.world.run(["postfix", "stop"])
    done = sendoff_as(watched.world, "nobody", "check", "--json")
    assert done.returncode == CRITICAL


def test_with_the_real_watch_a_member_of_adm_finds_out_everything(followed: Server) -> None:
    world = followed.world
    assert set(states(followed).values()) == {"OK"}
    adm = world.run(["getent", "group", "adm"]).stdout.split(":")[2]
    member = ["setpriv", "--reuid=65534", f"--regid={adm}", "--clear-groups"]

    def checked() -> dict[str, str]:
        done = world.run([*member, *readable(world, "check", "--json")], check=False)
        return {one["id"]: one["state"] for one in json.loads(done.stdout)["checks"]}

    # The queue is counted for it by the watch.
    deadline = time.monotonic() + 30
    while (found := checked())["queue-depth"] == "UNKNOWN" and time.monotonic() < deadline:
        pass
    assert set(found.values()) == {"OK"}


def test_long_queue_ids_tell_the_age_where_there_is_no_ledger_and_short_ones_do_not(server: Server) -> None:
    server.world.run(["postconf", "-e", "defer_transports=local"])
    server.world.run(["postfix", "reload"])
    server.world.submit_sendmail(["root"], "Subject: x\n\nx\n")
    server.world.wait_log("status=deferred")
    assert check(server, "--only", "queue-age")[0] == UNKNOWN
    server.world.run(["postconf", "-e", "enable_long_queue_ids=yes"])
    server.world.run(["postfix", "reload"])
    server.world.run(["postsuper", "-d", "ALL"])
    server.world.submit_sendmail(["root"], "Subject: y\n\ny\n")
    server.world.wait_log("z[0-9A-Za-z]+: .*status=deferred")
    code, line = check(server, "--only", "queue-age", "--warning-oldest-age", "3600")
    assert (code, "has waited for" in line) == (OK, True)
    assert check(server, "--only", "queue-age", "--warning-oldest-age", "3600:")[0] == WARNING


def test_wrong_usage_is_unknown_on_one_line(server: Server) -> None:
    done = server.world.sendoff("check", "--warning-deferred", "20:10")
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (UNKNOWN, 1, "")
    assert done.stdout.startswith("SENDOFF UNKNOWN - wrong usage:")


def test_a_threshold_of_ones_own_decides(watched: Server) -> None:
    watched.world.run(["postfix", "stop"])
    watched.world.submit_sendmail(["root"], "Subject: x\n\nx\n")
    assert check(watched, "--only", "queue-depth")[0] == OK
    code, line = check(watched, "--only", "queue-depth", "--warning-maildrop", "0")
    assert (code, "'queue_maildrop'=1;0;5000;0" in line) == (WARNING, True)


def test_status_tells_the_watch_and_the_ledger(server: Server) -> None:
    told = server.sendoff("status").stdout
    assert "no ledger yet: start `sendoff watch`" in told
    watch = Watch(server)
    told = server.sendoff("status").stdout
    assert "watch       runs, log read up to" in told
    assert re.search(r"^ledger      since .*, complete$", told, re.MULTILINE)
    found = json.loads(server.sendoff("status", "--json").stdout)
    assert (found["watch"]["running"], found["watch"]["fresh"], found["ledger"]["complete"]) == (True, True, True)
    watch.end()
    assert "watch       does not run" in server.sendoff("status").stdout


def test_only_one_watch_may_run(watched: Server) -> None:
    command = [*_python(), "-c", WATCH, "{}"]
    second = watched.world.run(command, check=False, env={"PYTHONPATH": _source()})
    assert "another watch (process" in second.stderr
