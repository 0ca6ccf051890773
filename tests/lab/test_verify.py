"""Verification on a real Postfix: what is right passes, and what is wrong is told apart."""

from __future__ import annotations

import json
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sendoff.change.plan import Transition, transition
from sendoff.change.state import Machine
from sendoff.config import document, settings
from sendoff.lab import DROP, Receiver, World
from sendoff.lab.certificates import issue
from sendoff.postfix.compiled import Build

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

ZONES = ["smtp.example.net. A 10.77.0.12", "fallback.example.net. A 10.77.0.13", ". NS a.root.example."]
HOP = "[smtp.example.net]:587"
SMARTHOST = {
    "postfix::relayhost": HOP,
    "postfix::smtp_sasl_password_maps": {HOP: "user:secret"},
    "postfix::envelope_from": "webserver@example.net",
}
FULL = SMARTHOST | {"postfix::smtp_fallback_relay": "[fallback.example.net]"}

VERIFY = """
import dataclasses, json, pickle, sys, time
from sendoff.host import real, verifying
host, step = real(), pickle.load(open(sys.argv[1], "rb"))
mark = verifying.log_mark(host)
start = time.monotonic()
findings = verifying.verify(host, step, mark, frozenset(sys.argv[2:]), lambda text: None)
spent = time.monotonic() - start
basics = verifying.basics(host, mark) if "basics" in sys.argv[2:] else ()
print(json.dumps([spent, [dataclasses.asdict(f) for f in findings], [f.result for f in basics]]))
"""


def smarthost(**changes: Any) -> Receiver:
    usual: dict[str, Any] = {"tls": "starttls", "auth": {"user": "secret"}, "require_auth": True, "port": 587}
    return Receiver("smtp", address="10.77.0.12", **(usual | changes))


class Verified:
    def __init__(self, said: str) -> None:
        self.seconds, found, self.basics = json.loads(said)
        self.results = {finding["id"]: finding["result"] for finding in found}
        self.answers = {finding["id"]: finding["answered"] for finding in found}

    def failed(self) -> list[str]:
        return [check for check, result in self.results.items() if result == "fail"]


def configure(world: World, keys: dict[str, Any], *, start: bool = True) -> Transition:
    """Write what sendoff compiles for these keys, as an apply would, and start Postfix."""
    place = world.path("/etc/postfix")
    machine = Machine(
        world.hostname, True, True, Build("3.7.11", frozenset({"hash", "texthash", "regexp"})), False,
        (place / "main.cf").read_text(), (place / "master.cf").read_text(),
    )  # fmt: skip
    step = transition(settings.build([document.parse("server.json", json.dumps(keys).encode())]), machine)
    for table in step.compiled.tables:
        write(world, f"{step.compiled.folder}/{table.name}", table.text, table.mode)
        if table.indexed:
            world.run(["postmap", table.reference(step.compiled.folder)])
    write(world, "/etc/postfix/master.cf", step.compiled.master_cf)
    write(world, "/etc/postfix/main.cf", step.compiled.main_cf)
    if start:
        world.run(["postfix", "start"])
    return step


def write(world: World, path: str, text: str, mode: int = 0o644) -> None:
    # With a time some seconds ago: Postfix's programs wait until a configuration is two seconds old.
    place = world.path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    place.chmod(mode)
    os.utime(place, (time.time() - 10,) * 2)


def edit(world: World, lines: str) -> None:
    """Add lines behind everything, as an administrator might."""
    write(world, "/etc/postfix/main.cf", world.path("/etc/postfix/main.cf").read_text() + lines)


def verify(world: World, step: Transition, tmp_path: Path, *accepted: str) -> Verified:
    (tmp_path / "step").write_bytes(pickle.dumps(step))
    return Verified(world.python("-c", VERIFY, str(tmp_path / "step"), *accepted, timeout=120).stdout)


def queue(world: World) -> str:
    places = ["active", "incoming", "maildrop", "hold", "corrupt", "defer", "deferred", "bounce", "trace"]
    return world.run(["find", *(f"/var/spool/postfix/{place}" for place in places), "-type", "f"]).stdout


def test_a_healthy_server_without_a_smarthost_passes_soon(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    step = configure(world, {})
    found = verify(world, step, tmp_path, "basics")
    skipped = {"starttls", "smarthost", "detour", "signer"}
    assert found.results == {check: "skipped" if check in skipped else "pass" for check in found.results}
    assert found.basics == ["pass"] * 3
    assert found.seconds < 1.5


def test_a_smarthost_is_asked_by_postfix_and_gets_no_mail(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=ZONES, receivers=[smarthost()], start=False)
    found = verify(world, configure(world, SMARTHOST), tmp_path)
    assert found.failed() == []
    assert found.results["smarthost"] == "pass"
    assert found.seconds < 1.5
    [session] = world.receiver("smtp").wait_sessions()
    verbs = [command.split(" ")[0] for command in session.commands]
    assert verbs[:7] == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "RSET"]
    assert any(command.startswith("MAIL FROM:<webserver@example.net>") for command in session.commands)
    assert [attempt.accepted for attempt in session.attempts] == [True]
    assert world.receiver("smtp").messages() == []
    world.wait_log("removed")
    time.sleep(0.1)
    assert (queue(world), world.mailbox("root")) == ("", "")


@pytest.mark.parametrize(("receiver", "result", "words"), [
    ({"auth": {"user": "other"}}, "fail", "credentials are not accepted.*535"),
    ({"certificate": "expired"}, "fail", "certificate is not accepted: certificate has expired"),
    ({"certificate": "wrong-name"}, "fail", "certificate is not accepted: it is for another name"),
    ({"certificate": "self-signed"}, "fail", "certificate is not accepted: self.signed"),
    ({"tls": "none", "auth_in_clear": True}, "fail", "offers no TLS"),
    ({"mechanisms": ()}, "fail", "credentials are not accepted.*mechanism"),
    ({"replies": {"MAIL": "550 5.7.1 not yours"}}, "fail", "refuses this server's envelope sender.*not yours"),
    ({"replies": {"RCPT": "554 5.7.1 Relay access denied"}}, "fail", "does not relay"),
    ({"replies": {"RCPT": "550 5.1.1 unknown"}}, "pass", "takes mail"),
    ({"replies": {"RCPT": "450 4.2.0 greylisted"}}, "unknown", "greylisted"),
    ({"replies": {"GREETING": "554 5.7.1 go away"}}, "fail", "refuses to talk.*go away"),
    ({"replies": {"GREETING": DROP}}, "unknown", "lost connection"),
    ({"replies": {"STARTTLS": "454 4.7.0 not now"}}, "unknown", "not now"),
    ({"port": 25}, "fail", "not reached.*Connection refused"),
])  # fmt: skip
def test_troubles_with_the_smarthost_are_told_apart(
    make_world: MakeWorld, tmp_path: Path, receiver: dict[str, Any], result: str, words: str
) -> None:
    import re

    world = make_world(zones=ZONES, receivers=[smarthost(**receiver)], start=False)
    found = verify(world, configure(world, SMARTHOST), tmp_path)
    assert found.results["smarthost"] == result, found.answers
    assert re.search(words, found.answers["smarthost"]), found.answers
    assert found.failed() == (["smarthost"] if result == "fail" else [])
    assert world.receiver("smtp").messages() == []
    assert queue(world) == ""


def test_port_465_that_speaks_no_tls(make_world: MakeWorld, tmp_path: Path) -> None:
    keys = json.loads(json.dumps(SMARTHOST).replace("587", "465"))
    world = make_world(zones=ZONES, receivers=[smarthost(port=465, tls="none")], start=False)
    found = verify(world, configure(world, keys), tmp_path)
    assert (found.results["smarthost"], "does not speak TLS" in found.answers["smarthost"]) == ("fail", True)


def test_port_465(make_world: MakeWorld, tmp_path: Path) -> None:
    keys = json.loads(json.dumps(SMARTHOST).replace("587", "465"))
    world = make_world(zones=ZONES, receivers=[smarthost(port=465, tls="implicit")], start=False)
    assert verify(world, configure(world, keys), tmp_path).results["smarthost"] == "pass"


def test_a_name_that_does_not_exist_or_cannot_be_asked(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=[". NS a.root.example."], start=False)
    step = configure(world, SMARTHOST)
    found = verify(world, step, tmp_path)
    assert (found.results["smarthost"], "does not exist" in found.answers["smarthost"]) == ("fail", True)
    assert verify(world, step, tmp_path, "smarthost").results["smarthost"] == "warn"
    world.dns.remove(".")
    world.run(["postfix", "reload"])  # the route was found dead, and Postfix remembers that
    found = verify(world, step, tmp_path)
    assert (found.results["smarthost"], "DNS root" in found.answers["smarthost"]) == ("unknown", True)


def test_a_resolver_that_fails(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=ZONES, start=False)
    world.dns.servfail("smtp.example.net.")
    found = verify(world, configure(world, SMARTHOST), tmp_path)
    assert (found.results["smarthost"], "now" in found.answers["smarthost"]) == ("unknown", True)


@pytest.mark.slow
def test_a_silent_smarthost_is_unknown_in_time_and_leaves_nothing(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(zones=["smtp.example.net. A 10.77.66.1"], start=False)
    found = verify(world, configure(world, SMARTHOST), tmp_path)
    assert (found.results["smarthost"], found.failed()) == ("unknown", [])
    assert found.seconds < 22
    world.wait_log("status=undeliverable.*timed out", timeout=20)
    world.wait_log("smtp.*\n.*qmgr.*removed", timeout=5)
    assert queue(world) == ""


def test_a_fallback_relay_in_the_smarthosts_place(make_world: MakeWorld, tmp_path: Path) -> None:
    fallback = Receiver("fallback", address="10.77.0.13")
    world = make_world(zones=ZONES, receivers=[fallback], start=False)
    found = verify(world, configure(world, FULL), tmp_path)
    assert found.results["smarthost"] == "pass"
    assert "Connection refused" in found.answers["smarthost"]
    assert "fallback.example.net" in found.answers["smarthost"]


def test_a_fallback_relay_does_not_hide_a_wrong_password(make_world: MakeWorld, tmp_path: Path) -> None:
    receivers = [Receiver("fallback", address="10.77.0.13"), smarthost(auth={"user": "other"})]
    world = make_world(zones=ZONES, receivers=receivers, start=False)
    found = verify(world, configure(world, FULL), tmp_path)
    assert (found.results["smarthost"], "credentials" in found.answers["smarthost"]) == ("warn", True)


def test_a_certificate_is_really_served(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    pair, other = issue("web1.example.com"), issue("web2.example.com")
    write(world, "/etc/ssl/web1.pem", pair.certificate)
    write(world, "/etc/ssl/web1.key", pair.key, 0o400)
    keys = {"postfix::smtpd_tls_cert_file": "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
    step = configure(world, keys)
    found = verify(world, step, tmp_path)
    assert (found.results["starttls"], found.failed()) == ("pass", [])
    write(world, "/etc/ssl/web1.pem", other.certificate)
    world.run(["postfix", "reload"])
    found = verify(world, step, tmp_path)
    assert (found.failed(), "454" in found.answers["starttls"]) == (["starttls"], True)
    write(world, "/etc/ssl/web1.key", other.key, 0o400)
    world.run(["postfix", "reload"])
    assert verify(world, step, tmp_path).results["starttls"] == "pass"
    write(world, "/etc/ssl/web1.pem", pair.certificate)  # on disk another one than the daemons have loaded
    assert verify(world, step, tmp_path).results["starttls"] == "fail"


@pytest.mark.parametrize(("lines", "failed", "words"), [
    ("message_size_limit = 1000000\n", ["size"], "1000000, not 25600000"),
    ("smtputf8_enable = no\n", ["smtputf8"], "not offered"),
    ("smtpd_relay_restrictions = check_client_access static:permit, reject_unauth_destination\n",
     ["relay-refused"], "taken: 250"),
    ("mailbox_size_limit = 1000\n", ["local-delivery", "log-clean"],
     "mailbox_size_limit is smaller"),
])  # fmt: skip
def test_one_wrong_value_is_one_finding(
    make_world: MakeWorld, tmp_path: Path, lines: str, failed: list[str], words: str
) -> None:
    world = make_world(start=False)
    step = configure(world, {}, start=False)
    edit(world, lines)
    world.run(["postfix", "start"])
    found = verify(world, step, tmp_path)
    assert found.failed() == failed, found.answers
    assert words in found.answers[failed[0]]


def test_a_daemon_that_dies_makes_connections_hang(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    step = configure(world, {}, start=False)
    edit(world, "smtpd_tls_security_level = nonsense\nsmtpd_recipient_restrictions = no_such_restriction\n")
    edit(world, "smtpd_client_connection_count_limit = 5x\n")
    world.run(["postfix", "start"])
    found = verify(world, step, tmp_path)
    assert "greeting" in found.failed()
    assert "log-clean" in found.failed()
    assert "fatal" in found.answers["log-clean"]
    assert found.seconds < 25


def test_where_it_listens(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    step = configure(world, {"postfix::inet_interfaces": "10.77.0.1"}, start=False)
    world.run(["postfix", "start"])
    found = verify(world, step, tmp_path)
    assert (found.failed(), found.answers["listening"]) == ([], "Postfix listens on 10.77.0.1")
    assert found.results["relay-refused"] == "pass"
    everywhere = configure(world, {"postfix::inet_interfaces": "all"}, start=False)
    world.run(["postfix", "reload"])  # which is not enough
    assert "listening" in verify(world, everywhere, tmp_path).failed()
    world.run(["postfix", "stop"])
    world.run(["postfix", "start"])
    found = verify(world, everywhere, tmp_path)
    assert (found.failed(), "all IPv6" in found.answers["listening"]) == ([], True)
    assert "listening" in verify(world, step, tmp_path).failed()


def test_postfix_that_does_not_run(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    found = verify(world, configure(world, {}, start=False), tmp_path)
    assert found.failed()[:2] == ["running", "listening"]
    assert found.seconds < 25


def test_without_a_log_the_probes_are_unknown_and_the_rest_is_asked(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(start=False)
    step = configure(world, {}, start=False)
    text = world.path("/etc/postfix/main.cf").read_text()
    without = "".join(line for line in text.splitlines(True) if not line.startswith("maillog_file"))
    write(world, "/etc/postfix/main.cf", without)
    world.run(["postfix", "start"])
    found = verify(world, step, tmp_path)
    assert {check: found.results[check] for check in ("greeting", "size", "local-delivery", "log-clean")} == {
        "greeting": "pass", "size": "pass", "local-delivery": "unknown", "log-clean": "unknown",
    }  # fmt: skip
    assert found.failed() == []
