"""An apply rehearses first: what carries no mail in private networks never reaches the live server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import Receiver, World, birth
from tests.lab.server import Server
from tests.lab.test_rehearse_safety import eventually, processes

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

MakeWorld = Callable[..., World]
HOP = "[smtp.example.net]:587"
LOGIN: dict[str, Any] = {
    "postfix::relayhost": HOP,
    "postfix::smtp_sasl_password_maps": {HOP: "web1:a secret"},
    "postfix::envelope_from": "webserver@example.net",
}
ZONES = [
    ". NS ns.example.com.", "smtp.example.net. A 10.77.0.13", "example.net. MX 10 mx.example.net.",
    "mx.example.net. A 10.77.0.11",
]  # fmt: skip
TAKES_ALL = "rehearsal-smarthost-takes-all"
_BARE = {"PYTHONPATH": birth.python_path()}


def served(make_world: MakeWorld, **smarthost: Any) -> Server:
    """Return a server whose smarthost is as told."""
    smtp = Receiver(
        "smtp", "10.77.0.13", port=587, **({"tls": "starttls", "auth": {"web1": "a secret"}} | smarthost)
    )  # fmt: skip
    return Server(make_world(zones=ZONES, receivers=[Receiver("mx"), smtp]))


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_mail_that_flows_in_rehearsal_flows_then(make_world: MakeWorld) -> None:
    server = served(make_world)
    done = server.apply(LOGIN, rehearse=True)
    assert "before that it is rehearsed in private networks" in done.stdout
    assert "all mail to destinations that can be reached now leaves through smtp.example.net:587" in done.stdout
    assert "mail flows as the JSON says" in done.stdout
    assert done.stdout.index("mail flows as the JSON says") < done.stdout.index("applied: generation 1")
    assert "rehears" not in server.apply(LOGIN, rehearse=True).stdout
    kept = server.apply({**LOGIN, "sendoff::ledger": {"retention_days": 9}}, rehearse=True)
    assert "rehears" not in kept.stdout + kept.stderr
    back = told(server.sendoff("rollback", "0", "--yes", "--json", rehearse=True))
    assert back["rehearsal"]["done"] is True
    assert {each["id"] for each in back["rehearsal"]["findings"]} == {
        "rehearsal-postfix-starts", "rehearsal-all-seen",
    }  # fmt: skip


def test_a_certificate_that_does_not_fit_never_reaches_the_live_server(make_world: MakeWorld) -> None:
    server = served(make_world, certificate="wrong-name")
    before = server.world.path("/etc/postfix/main.cf").read_bytes()
    done = server.apply(LOGIN, expect=1, rehearse=True)
    assert f"refuse[{TAKES_ALL}]" in done.stdout
    assert "why: in rehearsal mail does not flow as the JSON says" in done.stderr
    assert "mend: Name the server as its certificate does" in done.stderr
    assert f"--accept {TAKES_ALL}" in done.stderr
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == before
    assert not server.world.path("/var/lib/sendoff/pending").exists()
    assert not server.world.receiver("smtp").messages()
    found = told(server.apply(LOGIN, "--json", expect=1, rehearse=True))
    assert found["outcome"]["result"] == "refused"
    assert TAKES_ALL in found["outcome"]["why"]
    assert found["rehearsal"]["flows"] is False
    assert TAKES_ALL in [each["id"] for each in found["plan"]["consequences"] if each["level"] == "refuse"]


def test_what_is_known_of_the_smarthost_is_believed_before_it_is_asked(make_world: MakeWorld) -> None:
    server = served(make_world)
    server.world.path("/etc/sendoff/hops.json").write_text(json.dumps({HOP: {"senders": ["@example.org"]}}))
    done = server.apply(LOGIN, "--next-hops", "/etc/sendoff/hops.json", expect=1, rehearse=True)
    assert "553 5.7.1 Sender address rejected" in done.stderr
    assert "mend: Set postfix::envelope_from to an address that these credentials may use." in done.stderr
    assert server.parameter("relayhost") == ""


def test_what_is_accepted_by_its_name_goes_on_to_the_live_server(make_world: MakeWorld) -> None:
    server = served(make_world, replies={"GREETING": "554 5.7.1 go away"})
    done = server.apply(LOGIN, "--accept", TAKES_ALL, "--accept", "smarthost", rehearse=True)
    assert f"accepted[{TAKES_ALL}]" in done.stdout
    assert "applied: generation 1" in done.stdout
    assert server.parameter("relayhost") == HOP


def test_what_is_so_already_and_what_only_warns_stop_nothing(make_world: MakeWorld) -> None:
    server = served(make_world, auth=None, size=1_000_000)
    path = server.world.path("/etc/postfix/master.cf")
    smtpd = next(line for line in path.read_text().splitlines() if line.startswith("smtp ") and "inet" in line)
    path.write_text(path.read_text().replace(smtpd, f"{smtpd}\n  -o mynetworks=0.0.0.0/0"))
    server.world.run(["postfix", "reload"])
    accepted = ("--accept", "open-relay", "--accept", "service-binds-itself", "--accept", "relay-refused")
    done = server.apply({**LOGIN, "postfix::inet_interfaces": "all"}, *accepted, rehearse=True)
    assert "warn[rehearsal-strangers-refused]" in done.stdout
    assert "It is so as it is, too." in done.stdout
    assert "warn[rehearsal-login-used]" in done.stdout
    assert "it offers no login" in done.stdout
    assert "nothing of this stops the apply" in done.stdout
    assert "rehearsal-size-limit" not in done.stdout  # the plan tells it: smarthost-smaller-limit


def test_it_is_skipped_where_that_is_asked_for_and_where_it_cannot_be(make_world: MakeWorld) -> None:
    server = served(make_world)
    assert "not rehearsed: --no-rehearse" in server.apply(LOGIN).stdout
    server.write({**LOGIN, "postfix::envelope_from": "shop@example.net"})
    drop = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    done = server.world.run([*drop, sys.executable, "-m", "sendoff", "apply", "--yes"], check=False, env=_BARE)
    assert done.returncode == 0, done.stderr
    assert "not rehearsed: cannot rehearse here: no namespaces here" in done.stdout
    assert "applied: generation 2" in done.stdout


def test_ctrl_c_ends_a_rehearsal_and_leaves_nothing(make_world: MakeWorld) -> None:
    server = served(make_world)
    server.write(LOGIN)
    assert server.queue() == []  # a plan asks for it, too, and Postfix's own showq stays for a while
    before, main_cf = processes(server.world), server.world.path("/etc/postfix/main.cf").read_bytes()
    mounts = server.world.run(["cat", "/proc/self/mountinfo"]).stdout
    command = f"echo $$; exec {sys.executable} -m sendoff apply --yes --json"
    process = server.world.popen(["sh", "-c", command], env=_BARE)
    try:
        assert process.stdout is not None
        pid = process.stdout.readline().strip()
        eventually(lambda: len(processes(server.world)) > len(before) + 10)
        server.world.run(["kill", "-INT", pid])
        said = process.communicate(timeout=30)[1]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    eventually(lambda: processes(server.world) <= before)
    assert server.world.run(["cat", "/proc/self/mountinfo"]).stdout == mounts
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == main_cf
    server.apply(LOGIN)


def test_a_machine_without_the_packages_is_rehearsed_once_they_are_installed(make_world: MakeWorld) -> None:
    smtp = Receiver("smtp", "10.77.0.13", port=587, tls="starttls", auth={"web1": "another"}, certificate="expired")
    server = Server(make_world(zones=ZONES, receivers=[smtp], postfix="absent", start=False))
    run = server.world.run
    # An apt that brings back what is hidden; what it writes beside it stays in the world.
    hidden = run(["sh", "-c", "ls -d /usr/lib/*/sasl2"]).stdout.strip()
    run(["mount", "-t", "tmpfs", "none", hidden])
    layers = (
        "mkdir /run/o && mount -t tmpfs none /run/o && mkdir /run/o/u /run/o/w && mount -t overlay overlay /usr/sbin"
    )
    run(["sh", "-c", f"{layers} -o lowerdir=/usr/sbin,upperdir=/run/o/u,workdir=/run/o/w"])
    server.world.path("/run/apt").write_text(f'#!/bin/sh\ncase "$*" in *install*) umount {hidden};; esac\n')
    run(["sh", "-c", "chmod +x /run/apt && mount --bind /run/apt /usr/bin/apt-get"])
    found = told(server.apply(LOGIN, "--json", expect=1, rehearse=True))
    assert found["plan"]["rehearsal"] == {"when": "after-installing", "why": "libsasl2-modules"}
    assert found["rehearsal"]["flows"] is False
    assert TAKES_ALL in found["outcome"]["why"]
    assert not server.world.path("/etc/postfix/main.cf").exists()
