"""A rehearsal touches nothing, tells no secret, leaves nothing behind, and says so where it cannot be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sendoff.lab import Copy, Receiver, World
from tests.lab.server import Server, sendoff_as

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

MakeWorld = Callable[..., World]
HOP, PASSWORD = "[smtp.example.net]:587", "pässword:#$ of this test"
LOGIN: dict[str, Any] = {
    "postfix::relayhost": HOP,
    "postfix::smtp_sasl_password_maps": {HOP: f"web1:{PASSWORD}"},
}
MAIL = "Subject: it waits\n\nIt waits.\n"
ZONES = ["example.com. A 10.77.67.1", "smtp.example.net. A 10.77.0.13"]


@pytest.fixture
def server(make_world: MakeWorld) -> Server:
    """A server with credentials that is live, and a mail in its queue that waits."""
    server = Server(make_world(zones=ZONES, receivers=[Receiver("smtp", "10.77.0.13", port=587, tls="starttls")]))
    server.apply(LOGIN, "--accept", "smarthost-wants-login", "--accept", "smarthost-unreachable")
    server.world.run(["postconf", "-e", "defer_transports = smtp"])
    server.world.run(["postfix", "reload"])
    server.world.submit_sendmail(["someone@example.com"], MAIL)
    server.world.wait_log("status=deferred")
    return server


def contents(world: World, *folders: str) -> dict[str, tuple[int, int, bytes]]:
    """Return every file below folders: its mode, the moment of its change, and its content."""
    found = {}
    for folder in folders:
        for path in sorted(world.path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                status = path.stat()
                found[str(path)] = (status.st_mode, status.st_mtime_ns, path.read_bytes())
    return found


def sent(world: World) -> list[str]:
    """Return the kernel's counters of connections begun and datagrams sent in a world's network."""
    lines = [line.split() for line in world.run(["cat", "/proc/net/snmp"]).stdout.splitlines()]
    counters = {f"{names[0]}{name}": value for names, values in zip(lines[::2], lines[1::2], strict=True)
                for name, value in zip(names, values, strict=True)}  # fmt: skip
    six = dict(line.split() for line in world.run(["cat", "/proc/net/snmp6"]).stdout.splitlines())
    return [counters["Tcp:ActiveOpens"], counters["Udp:OutDatagrams"], six["Udp6OutDatagrams"]]


def test_the_live_server_is_not_touched_and_nothing_leaves(server: Server) -> None:
    folders = ("/etc/postfix", "/var/spool/postfix", "/var/log", "/var/lib/postfix", "/var/mail", "/etc/aliases.d")
    server.write({**LOGIN, "postfix::envelope_from": "webserver@example.net"})
    talks = len(server.world.receiver("smtp").sessions())
    before = contents(server.world, *folders), server.queue(), sent(server.world)
    mounts = server.world.run(["cat", "/proc/self/mountinfo"]).stdout
    done = server.world.sendoff("rehearse", timeout=120)
    assert done.returncode == 2, done.stderr  # defer_transports stops the new one too
    assert (contents(server.world, *folders), server.queue(), sent(server.world)) == before
    assert server.world.run(["cat", "/proc/self/mountinfo"]).stdout == mounts
    assert len(server.world.receiver("smtp").sessions()) == talks


def test_no_password_is_told_and_none_stays_on_a_disk(server: Server) -> None:
    changed = f"{PASSWORD} changed"
    server.write({**LOGIN, "postfix::smtp_sasl_password_maps": {HOP: f"web1:{changed}"}})
    for options in ((), ("--json",)):
        done = server.world.sendoff("rehearse", *options, timeout=120)
        assert PASSWORD not in done.stdout + done.stderr
    places = ("/etc", "/var/lib/sendoff", "/var/log", "/var/spool/postfix", "/run")
    assert [path for path in places if _holds(server.world, changed, path)] == ["/etc"]
    assert _holds(server.world, changed, "/etc") == ["/etc/sendoff/server.json"]


def _holds(world: World, secret: str, folder: str) -> list[str]:
    # /run/lab/etc is where a world of this test has its /etc.
    return world.run(["grep", "-rlaF", "-D", "skip", "--exclude-dir=lab", secret, folder], check=False).stdout.split()


def test_killed_in_the_midst_it_leaves_no_process_and_no_mount(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write(LOGIN)
    before = processes(server.world)
    mounts = server.world.run(["cat", "/proc/self/mountinfo"]).stdout
    process = server.world.popen(
        ["sh", "-c", f"echo $$; exec {sys.executable} -m sendoff rehearse --keep"], env=_python_path()
    )  # fmt: skip
    assert process.stdout is not None
    pid = process.stdout.readline().strip()
    eventually(lambda: len(processes(server.world)) > len(before) + 10)
    server.world.run(["kill", "-KILL", pid])
    process.communicate()
    eventually(lambda: processes(server.world) <= before)
    assert server.world.run(["cat", "/proc/self/mountinfo"]).stdout == mounts


def processes(world: World) -> set[str]:
    """Return the processes of a world, also those of worlds within it, without the one that looks."""
    script = "import os; print(*(p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()))"
    return set(world.run(["python3", "-c", script]).stdout.split())


def eventually(is_so: Callable[[], bool], timeout: float = 60) -> None:
    deadline = time.monotonic() + timeout
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _python_path() -> dict[str, str]:
    from sendoff.lab import birth

    return {"PYTHONPATH": birth.python_path()}


@pytest.fixture
def kept(make_world: MakeWorld) -> Iterator[tuple[Server, subprocess.Popen[str]]]:
    """A rehearsal that is kept open, once it says how to get in."""
    server = Server(make_world())
    server.write({"postfix::envelope_from": "webserver@example.net"})
    process = server.world.popen([sys.executable, "-m", "sendoff", "rehearse", "--keep"], env=_python_path())
    yield server, process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_a_kept_rehearsal_can_be_entered_until_the_command_ends(kept: tuple[Server, subprocess.Popen[str]]) -> None:
    server, process = kept
    assert process.stderr is not None
    way = next(line.strip() for line in process.stderr if "nsenter" in line)
    seen = server.world.run(["sh", "-c", f"echo postconf -h sender_canonical_maps | {way}"]).stdout
    assert "envelope_sender" in seen
    assert server.parameter("sender_canonical_maps") == ""
    server.world.run(["pkill", "-TERM", "-f", "sendoff rehearse --keep"])  # within a world of this test alone
    assert process.wait(30) == 0


def test_a_shell_looks_around_in_the_system_as_it_would_be(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write({"postfix::envelope_from": "webserver@example.net"})
    done = server.world.sendoff("rehearse", "--shell", input="echo $(postconf -h sender_canonical_maps)\n", timeout=120)
    assert done.returncode == 0, done.stderr
    assert "regexp:/etc/postfix/sendoff/1/envelope_sender" in done.stdout


def test_another_user_than_root_is_told_what_is_missing(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write({})
    server.world.path("/etc/sendoff/server.json").chmod(0o644)
    done = sendoff_as(server.world, "nobody", "rehearse")
    assert done.returncode == 1
    assert "cannot rehearse here: the laboratory needs root" in done.stderr


def test_where_no_namespaces_can_be_made_it_says_so(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write({})
    drop = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    done = server.world.run([*drop, sys.executable, "-m", "sendoff", "rehearse"], check=False, env=_python_path())
    assert done.returncode == 1
    assert "cannot rehearse here: no namespaces here: " in done.stderr
    assert "Operation not permitted" in done.stderr


def test_without_the_packages_of_the_new_configuration_it_says_what_to_install(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write(LOGIN)
    hidden = server.world.run(["sh", "-c", "ls -d /usr/lib/*/sasl2"]).stdout.strip()
    server.world.run(["mount", "-t", "tmpfs", "none", hidden])
    done = server.world.sendoff("rehearse")
    assert done.returncode == 1
    assert "not installed yet: libsasl2-modules" in done.stderr


def test_next_hops_that_cannot_be_understood_are_told_without_their_values(make_world: MakeWorld) -> None:
    server = Server(make_world())
    server.write({})
    server.world.path("/etc/sendoff/hops.json").write_text(json.dumps({HOP: {"login": "no colon, " + PASSWORD[:4]}}))
    done = server.world.sendoff("rehearse", "--next-hops", "/etc/sendoff/hops.json")
    assert done.returncode == 1
    assert f"{HOP}: login is not as it must be" in done.stderr
    assert PASSWORD[:4] not in done.stderr


RECORDS = [
    "example.net. MX 10 mx.example.net.",
    "example.net. MX 20 backup.example.net.",
    'example.net. TXT "v=spf1 mx -all"',
    "mx.example.net. A 198.18.0.11",
    "mx.example.net. AAAA 2001:db8:198::b",
    "backup.example.net. A 198.18.0.12",
    "11.0.18.198.in-addr.arpa. PTR mx.example.net.",
]
QUESTIONS = [
    "example.net MX", "example.net TXT", "example.net A", "mx.example.net A", "mx.example.net AAAA", "EXAMPLE.net MX",
    "net MX", "nowhere.example.net A", "nowhere.invalid MX", "11.0.18.198.in-addr.arpa PTR", "broken.example.org A",
    "below.broken.example.org MX",
]  # fmt: skip
ASK = """
import sys, dns.message, dns.query, dns.rcode
for line in sys.argv[3:]:
    name, kind = line.split()
    ask = dns.query.udp if sys.argv[2] == "udp" else dns.query.tcp
    reply = ask(dns.message.make_query(name, kind), sys.argv[1], timeout=5)
    answers = sorted(str(each) for rrset in reply.answer for each in rrset)
    print(line, dns.rcode.to_text(reply.rcode()), *answers)
"""


def test_the_worlds_own_name_server_answers_as_unbound_does(make_world: MakeWorld) -> None:
    with_unbound = make_world(zones=RECORDS, postfix="absent")
    with_unbound.dns.servfail("broken.example.org.")
    copy = Copy((with_unbound.path("/etc/postfix/main.cf.proto")).read_text(), "", addresses=("192.0.2.9",))
    own = make_world(zones=[*RECORDS, "broken.example.org. SERVFAIL"], copy=copy, start=False)
    for how in ("udp", "tcp"):
        told = with_unbound.python("-c", ASK, "127.0.0.1", how, *QUESTIONS).stdout
        assert "198.18.0.11" in told
        assert own.python("-c", ASK, "10.77.0.54", how, *QUESTIONS).stdout == told


def test_every_other_name_can_have_records_but_where_it_must_not_exist(make_world: MakeWorld) -> None:
    records = ["*. MX 10 mx.elsewhere.test.", "mx.elsewhere.test. A 198.18.0.9", "nowhere.test. NXDOMAIN"]
    world = make_world(zones=records, copy=Copy("", ""), start=False)
    questions = ["example.net MX", "example.net A", "nowhere.test MX", "below.nowhere.test MX", "mx.elsewhere.test MX"]
    assert world.python("-c", ASK, "10.77.0.54", "udp", *questions).stdout.splitlines() == [
        "example.net MX NOERROR 10 mx.elsewhere.test.",
        "example.net A NXDOMAIN",
        "nowhere.test MX NXDOMAIN",
        "below.nowhere.test MX NXDOMAIN",
        "mx.elsewhere.test MX NOERROR",
    ]


def test_an_answer_that_is_too_long_for_udp_comes_by_tcp(make_world: MakeWorld) -> None:
    records = [f"many.example.net. A 192.0.2.{number}" for number in range(200)]
    world = make_world(zones=records, copy=Copy("", ""), start=False)
    told = world.python("-c", "import socket; print(len(set(socket.getaddrinfo('many.example.net', 25))))").stdout
    assert int(told) >= 200
