"""DKIM on a real Postfix with a real OpenDKIM: what is signed verifies elsewhere, and the signer's end is as said.

The verifier is dkimpy, which shares no code with OpenDKIM; its DNS is the lab's.
"""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable
from typing import Any

import dkim  # type: ignore[import-untyped]
import pytest

from sendoff.lab import LabError, Receiver, Refused, World
from sendoff.lab.model import Received
from tests.lab.server import Server

pytestmark = pytest.mark.lab

Worlds = Callable[..., World]
ZONES = [". NS ns.example.com.", "example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
DOCUMENT: dict[str, Any] = {"sendoff::dkim": {"example.org": "s2026a"}}
KEYS = "/var/lib/sendoff/dkim"
SOCKET = "/var/spool/postfix/sendoff-dkim/socket"
HERE = {"source": "127.0.0.1", "to": ("127.0.0.1", 25)}
PLAIN = "From: app@example.org\nTo: x@example.net\nSubject: plain\n\nHello.\n"


@pytest.fixture
def server(make_world: Worlds) -> Server:
    """A Debian server that sends directly."""
    return Server(make_world(zones=ZONES, receivers=[Receiver("mx")]))


def publish(server: Server) -> None:
    """Put what `dkim records` prints into the lab's DNS as it is."""
    for line in server.sendoff("dkim", "records").stdout.splitlines():
        server.world.dns.replace(line)


def published(server: Server) -> Callable[..., bytes | None]:
    """Return dkimpy's look into the lab's DNS."""

    def look(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - as dkimpy calls it
        script = "import sys, dns.resolver as r; print(b''.join(r.resolve(sys.argv[1], 'TXT')[0].strings).decode())"
        done = server.world.python("-c", script, name.decode().rstrip("."), check=False)
        return done.stdout.strip().encode() or None

    return look


def verifies(server: Server, message: Received) -> bool:
    return bool(dkim.verify(message.data, dnsfunc=published(server)))


def signature(message: Received) -> str:
    head = message.text.partition("\n\n")[0].replace("\n\t", " ").replace("\n ", " ")
    return next((line for line in head.splitlines() if line.lower().startswith("dkim-signature:")), "")


def send(server: Server, data: str, way: str, sender: str = "app@example.org", options: tuple[str, ...] = ()) -> None:
    if way == "smtp":
        server.world.submit_smtp(sender, "x@example.net", data, options=options, **HERE)  # type: ignore[arg-type]
    else:
        utf8 = ["-O", "SMTPUTF8"] if not sender.isascii() else []
        server.world.submit_sendmail([*utf8, "-f", sender, "x@example.net"], data)


def signer(server: Server) -> str:
    """Return the process ids of the signer."""
    return server.world.run(["pgrep", "-f", f"opendkim .*{KEYS}/opendkim.conf"], check=False).stdout


def stop_signer(server: Server) -> None:
    server.world.run(["kill", "-9", *signer(server).split()])


HAND_IN = """
import smtplib, sys, threading
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
number = 0
while not stop.is_set():
    number += 1
    with smtplib.SMTP("127.0.0.1", 25, timeout=30) as client:
        client.sendmail("app@example.org", f"n{number}@example.net", "From: app@example.org\\nSubject: x\\n\\nx\\n")
print(number)
"""

MESSAGES = {
    "plain": (PLAIN, "app@example.org", ()),
    "8-bit": (
        "From: app@example.org\nSubject: 8-bit\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\nÄpfel, Öl, Übermut.\n",
        "app@example.org",
        ("BODY=8BITMIME",),
    ),
    "long lines": (f"From: app@example.org\nSubject: long\n\n{'x' * 998}\n{'y ' * 400}\n", "app@example.org", ()),
    "smtputf8": (
        "From: =?utf-8?q?J=C3=B6rg?= <jörg@example.org>\nSubject: Grüße\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGrüße.\n",
        "jörg@example.org",
        ("SMTPUTF8", "BODY=8BITMIME"),
    ),
    "blanks and dots": (
        "From:   app@example.org  \nSubject: folded\n  over lines\n\n.\n..\n  a  b \t\n\n\n",
        "app@example.org",
        (),
    ),
}


def test_real_mail_verifies_by_both_ways_of_submission(server: Server) -> None:
    server.apply(DOCUMENT)
    publish(server)
    count = 0
    for name, (data, sender, options) in MESSAGES.items():
        for way in ("smtp", "sendmail"):
            send(server, data, way, sender, options)
            count += 1
            message = server.world.receiver("mx").wait(count)[-1]
            assert "d=example.org" in signature(message), (name, way, message.text)
            assert verifies(server, message), (name, way, message.text)
            broken = message.data.replace(b"\r\n\r\n", b"\r\n\r\nmore ", 1)
            assert not dkim.verify(broken, dnsfunc=published(server)), (name, way)


def test_a_domain_outside_ascii_is_signed_in_both_spellings(server: Server) -> None:
    server.apply({"sendoff::dkim": {"xn--exmple-cua.org": "s2026a"}})
    publish(server)
    utf8 = ("SMTPUTF8", "BODY=8BITMIME")
    for count, (domain, options) in enumerate((("xn--exmple-cua.org", ()), ("exämple.org", utf8)), 1):
        send(server, PLAIN.replace("example.org", domain), "smtp", f"app@{domain}", options)
        message = server.world.receiver("mx").wait(count)[-1]
        assert "d=xn--exmple-cua.org" in signature(message), message.text
        assert verifies(server, message)


def test_the_signature_covers_what_it_should(server: Server) -> None:
    server.apply(DOCUMENT)
    more = "List-Unsubscribe: <https://example.org/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
    send(server, more + PLAIN, "smtp")
    [message] = server.world.receiver("mx").wait()
    tags = dict(part.strip().split("=", 1) for part in signature(message).partition(":")[2].split(";"))
    covered = tags["h"].lower().replace(" ", "").split(":")
    assert (tags["a"], tags["c"], tags["s"]) == ("rsa-sha256", "relaxed/relaxed", "s2026a")
    assert "l" not in tags
    assert covered.count("from") == 2, "a second From must break the signature"
    assert {"to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"} <= set(covered)


def test_a_line_that_postfix_must_break_no_longer_verifies_as_the_page_says(server: Server) -> None:
    server.apply(DOCUMENT)
    publish(server)
    send(server, f"From: app@example.org\nSubject: too long\n\n{'x' * 1500}\n", "smtp")
    [message] = server.world.receiver("mx").wait()
    assert "d=example.org" in signature(message)
    assert not verifies(server, message)


def test_mail_of_others_and_of_subdomains_is_not_signed(server: Server) -> None:
    server.apply(DOCUMENT)
    for count, domain in enumerate(
        ("sub.example.org", "example.com", "example.org.example.com", "exampleaorg", "myexample.org"), 1
    ):
        send(server, PLAIN.replace("example.org", domain), "smtp")
        assert not signature(server.world.receiver("mx").wait(count)[-1]), domain


def test_a_trusted_client_is_signed_for_and_by_ipv6_too(server: Server) -> None:
    server.apply({**DOCUMENT, "postfix::mynetworks": "[::1]/128", "postfix::inet_interfaces": "loopback-only"})
    server.world.submit_smtp("app@example.org", "x@example.net", PLAIN, source="::1", to=("::1", 25))
    assert signature(server.world.receiver("mx").wait()[0])
    server.apply({**DOCUMENT, "postfix::mynetworks": "127.0.0.0/8 10.77.0.0/16", "postfix::inet_interfaces": "all"})
    server.world.submit_smtp("app@example.org", "x@example.net", PLAIN)
    assert signature(server.world.receiver("mx").wait(2)[1])


def test_the_signer_down_holds_mail_until_it_is_back(server: Server) -> None:
    server.apply(DOCUMENT)
    stop_signer(server)
    with pytest.raises(Refused) as refused:
        send(server, PLAIN, "smtp")
    assert 400 <= refused.value.code < 500
    send(server, PLAIN, "sendmail")
    server.world.wait_log(r"cleanup.*Milter service unix:sendoff-dkim/socket")
    assert server.world.receiver("mx").messages() == []
    assert server.sendoff("dkim", "start").stdout == "started\n"
    server.world.run(["postfix", "reload"])
    server.world.run(["postqueue", "-f"])
    [message] = server.world.receiver("mx").wait(timeout=70)
    assert signature(message)


def test_the_signer_down_lets_mail_leave_unsigned_where_that_was_chosen(server: Server) -> None:
    server.apply({**DOCUMENT, "sendoff::dkim_when_down": "accept"})
    stop_signer(server)
    send(server, PLAIN, "smtp")
    send(server, PLAIN, "sendmail")
    assert not any(map(signature, server.world.receiver("mx").wait(2)))


def test_a_plan_brings_a_dead_signer_back(server: Server) -> None:
    server.apply(DOCUMENT)
    stop_signer(server)
    found = server.plan(DOCUMENT)
    assert (found["in_sync"], found["action"], found["signer"]) == (False, "none", "start")
    server.apply(DOCUMENT)
    assert signer(server)
    assert server.plan(DOCUMENT)["in_sync"]


def test_keys_are_the_signers_alone_made_once_and_never_shown(server: Server) -> None:
    server.write(DOCUMENT)
    server.sendoff("plan", expect=2)
    assert not server.world.path(KEYS).exists(), "a plan makes no keys"
    said = server.apply(DOCUMENT)
    path = server.world.path(f"{KEYS}/example.org/s2026a.private")
    key, status = path.read_text(), path.stat()
    owner = server.world.run(["stat", "-c", "%U:%G", f"{KEYS}/example.org/s2026a.private"]).stdout.strip()
    assert (stat.S_IMODE(status.st_mode), owner) == (0o600, "opendkim:opendkim")
    secret = key.splitlines()[5]
    assert secret not in said.stdout + said.stderr + server.sendoff("dkim", "records").stdout
    generations = server.world.run(["grep", "-r", secret, "/var/lib/sendoff/generations", "/etc"], check=False)
    assert generations.stdout == ""
    server.apply({})
    assert path.read_text() == key, "going back must work"
    server.apply(DOCUMENT)
    assert path.read_text() == key


def test_taken_out_nothing_of_it_is_left_but_the_keys(server: Server) -> None:
    server.apply({})
    main_cf = server.world.path("/etc/postfix/main.cf").read_text()
    distributed = server.world.path("/etc/opendkim.conf").read_text()
    server.apply(DOCUMENT)
    server.apply({})
    assert server.world.path("/etc/postfix/main.cf").read_text() == main_cf
    assert signer(server) == ""
    assert not server.world.path(SOCKET).parent.exists()
    assert [path.name for path in server.world.path(KEYS).iterdir()] == ["example.org"]
    assert server.world.path("/etc/opendkim.conf").read_text() == distributed
    assert server.plan({})["in_sync"]
    send(server, PLAIN, "smtp")
    assert not signature(server.world.receiver("mx").wait()[0])


def test_an_apply_that_fails_is_undone_with_the_signer(server: Server) -> None:
    server.apply({})
    main_cf = server.world.path("/etc/postfix/main.cf").read_text()
    server.world.run(["mount", "--bind", "/bin/false", "/usr/sbin/opendkim"])
    refused = server.apply(DOCUMENT, expect=3)
    assert "OpenDKIM" in refused.stderr
    server.world.run(["umount", "/usr/sbin/opendkim"])
    assert server.world.path("/etc/postfix/main.cf").read_text() == main_cf
    assert not server.world.path(SOCKET).parent.exists()
    bad = {**DOCUMENT, "postfix::relayhost": "[smtp.example.net]"}
    server.world.dns.add("smtp.example.net. A 10.77.0.11")
    server.world.receiver("mx").set(replies={"MAIL": "550 5.7.1 not yours"})
    server.apply(bad, expect=3)
    assert server.world.path("/etc/postfix/main.cf").read_text() == main_cf
    assert signer(server) == ""
    assert not server.world.path(SOCKET).parent.exists()
    server.world.receiver("mx").set(replies={})
    server.apply(DOCUMENT)
    server.world.receiver("mx").set(replies={"MAIL": "550 5.7.1 not yours"})
    server.apply({**bad, "sendoff::dkim": {"example.org": "other"}}, expect=3)
    server.world.receiver("mx").set(replies={})
    send(server, PLAIN, "smtp")
    assert "s=s2026a" in signature(server.world.receiver("mx").wait()[-1]), "the former key signs again"


def test_a_key_that_the_signer_cannot_read_undoes_the_apply(server: Server) -> None:
    server.apply({})
    server.world.run(["mkdir", "-p", f"{KEYS}/example.org"])
    server.world.path(f"{KEYS}/example.org/s2026a.private").write_text("no key\n")
    refused = server.apply(DOCUMENT, expect=1)
    assert "not an unencrypted private key" in refused.stderr
    assert server.runs()


def test_rollback_takes_the_signer_with_it(server: Server) -> None:
    found = server.world.path("/etc/postfix/main.cf").read_bytes()
    server.apply(DOCUMENT)
    server.apply({"sendoff::dkim": {"example.org": ["new", "s2026a"]}})
    server.sendoff("rollback", "--yes")
    send(server, PLAIN, "smtp")
    assert "s=s2026a" in signature(server.world.receiver("mx").wait()[0])
    server.sendoff("rollback", "0", "--yes")
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == found
    assert signer(server) == ""


@pytest.mark.timeout(300)
def test_killed_at_any_effect_the_next_apply_finishes(server: Server) -> None:
    documents = [DOCUMENT, {"sendoff::dkim": {"example.org": "other"}}]
    server.apply(documents[1])
    for effect in range(4, 60, 4):
        wanted = documents[(effect // 4) % 2]
        server.write(wanted)
        died = server.die(effect, "apply", "--yes")
        assert server.runs(), f"effect {effect}"
        server.apply(wanted)
        assert server.plan(wanted)["in_sync"], f"effect {effect}"
        assert signer(server), f"effect {effect}"
        if died.returncode >= 0:
            break


def test_no_mail_is_refused_or_left_unsigned_while_the_key_changes(server: Server) -> None:
    first, second = ({"sendoff::dkim": {"example.org": names}} for names in (["a", "b"], ["b", "a"]))
    server.apply(first)
    publish(server)
    source = server.world.popen(["python3", "-c", HAND_IN])
    for document in (second, first, second):
        server.apply(document)
    said, error = source.communicate(timeout=60)
    assert error == ""
    mails = server.world.receiver("mx").wait(int(said), timeout=60)
    signed = [signature(mail) for mail in mails]
    assert all("d=example.org" in each for each in signed)
    assert {("s=a;" in each, "s=b;" in each) for each in signed} == {(True, False), (False, True)}
    assert verifies(server, mails[0])
    assert verifies(server, mails[-1])


def test_the_administrators_milters_stay_first_and_come_back(server: Server) -> None:
    path = server.world.path("/etc/postfix/main.cf")
    theirs = "smtpd_milters = inet:127.0.0.1:8891\nnon_smtpd_milters = $smtpd_milters\nmilter_default_action = accept\n"
    path.write_text(path.read_text() + theirs)
    server.apply(DOCUMENT)
    assert server.parameter("smtpd_milters").startswith("inet:127.0.0.1:8891, { unix:sendoff-dkim/socket,")
    assert server.parameter("non_smtpd_milters") == "$smtpd_milters"
    assert server.parameter("milter_default_action") == "accept"
    for count, way in enumerate(("smtp", "sendmail"), 1):
        send(server, PLAIN, way)
        message = server.world.receiver("mx").wait(count)[-1]
        assert message.text.lower().count("dkim-signature:") == 1
    server.apply({})
    assert server.parameter("smtpd_milters") == "inet:127.0.0.1:8891"
    assert server.parameter("non_smtpd_milters") == "$smtpd_milters"


def test_a_rotation_from_the_first_step_to_the_last(server: Server) -> None:
    def step() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(server.sendoff("dkim", "rotate", "example.org", "--json").stdout)
        return found

    server.apply(DOCUMENT)
    publish(server)
    send(server, PLAIN, "smtp")
    first = step()
    assert first["step"] == "add"
    fresh = first["dkim"]["example.org"][1]
    server.apply({"sendoff::dkim": first["dkim"]})
    waiting = step()
    assert (waiting["step"], waiting["dkim"]) == ("publish", None)
    [record] = waiting["records"]
    assert record["name"] == f"{fresh}._domainkey.example.org"
    publish(server)
    second = step()
    assert (second["step"], second["dkim"]) == ("switch", {"example.org": [fresh, "s2026a"]})
    server.apply({"sendoff::dkim": second["dkim"]})
    send(server, PLAIN, "smtp")
    old, new = server.world.receiver("mx").wait(2)
    assert ("s=s2026a" in signature(old), f"s={fresh}" in signature(new)) == (True, True)
    assert verifies(server, old), "mail in flight still verifies"
    assert verifies(server, new)
    assert step()["step"] == "wait"
    generation = server.world.path("/var/lib/sendoff/generations/3/generation.json")
    past = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 8 * 86400))
    generation.write_text(json.dumps({**json.loads(generation.read_text()), "applied": past}))
    last = step()
    assert (last["step"], last["dkim"]) == ("retire", {"example.org": fresh})
    server.apply({"sendoff::dkim": last["dkim"]})
    assert step()["step"] == "add"


def test_check_compares_the_dns_with_the_private_key(server: Server) -> None:
    def check(expect: int) -> dict[str, Any]:
        [found] = json.loads(server.sendoff("dkim", "check", "--json", expect=expect).stdout)["checks"]
        assert isinstance(found, dict)
        return found

    server.apply(DOCUMENT)
    missing = check(2)
    assert (missing["result"], missing["published"], missing["signs"]) == ("fail", "missing", True)
    publish(server)
    assert check(0)["published"] == "same"
    name = "s2026a._domainkey.example.org."
    server.world.dns.replace(f'{name} TXT "v=DKIM1; k=rsa; p=MIIB"')
    assert check(2)["published"] == "other"
    server.world.dns.servfail(name)
    assert (check(3)["result"], check(3)["published"]) == ("unknown", "unknown")
    publish(server)
    stop_signer(server)
    down = check(2)
    assert (down["published"], down["signs"]) == ("same", False)
    assert "sendoff dkim start" in down["why"]


def test_a_plan_says_when_the_record_is_missing(server: Server) -> None:
    def missing(document: dict[str, Any]) -> list[str]:
        return [c["level"] for c in server.plan(document)["consequences"] if c["id"] == "dkim-record-missing"]

    assert missing(DOCUMENT) == ["warn"]
    server.apply(DOCUMENT)
    publish(server)
    assert missing({"sendoff::dkim": {"example.org": ["s2026a", "next"]}}) == ["note"]
    server.apply({"sendoff::dkim": {"example.org": ["s2026a", "next"]}})
    assert missing({"sendoff::dkim": {"example.org": ["next", "s2026a"]}}) == ["warn"]
    publish(server)
    assert missing({"sendoff::dkim": {"example.org": ["next", "s2026a"]}}) == []


def test_without_a_domain_nothing_is_there_and_the_command_says_so(server: Server) -> None:
    server.apply({"sendoff::domains": "example.org"})
    assert not server.world.path(KEYS).exists()
    assert "nothing is signed" in server.sendoff("dkim", "records", expect=1).stderr


def test_on_a_machine_without_postfix_the_first_apply_brings_both(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES, receivers=[Receiver("mx")], postfix="absent", start=False))
    server.apply(DOCUMENT)
    send(server, PLAIN, "sendmail")
    assert signature(server.world.receiver("mx").wait()[0])


# Started by systemd, a process has an INVOCATION_ID; without one, Debian 13's Postfix asks systemd to start it.
SYSTEMCTL = """#!/bin/sh
export INVOCATION_ID=1
echo "$*" >> /run/systemctl.log
case "$*" in
"restart postfix.service") postfix stop; exec postfix start ;;
"restart sendoff-dkim.service")
    setsid $(sed -n s/^ExecStart=//p /etc/systemd/system/sendoff-dkim.service) </dev/null >/dev/null 2>&1 & ;;
"disable --now sendoff-dkim.service") kill "$(cat /var/spool/postfix/sendoff-dkim/pid)" ;;
esac
"""


def test_with_systemd_the_signer_is_a_service_that_comes_and_goes(server: Server) -> None:
    world, unit = server.world, server.world.path("/etc/systemd/system/sendoff-dkim.service")
    world.run(["mkdir", "-p", "/run/systemd/system"])
    world.path("/run/systemctl").write_text(SYSTEMCTL)
    world.run(["chmod", "755", "/run/systemctl"])
    world.run(["mount", "--bind", "/run/systemctl", "/usr/bin/systemctl"])
    server.apply(DOCUMENT)
    send(server, PLAIN, "smtp")
    assert signature(world.receiver("mx").wait()[0])
    said = world.path("/run/systemctl.log").read_text().splitlines()
    dkim = ["daemon-reload", "enable sendoff-dkim.service", "restart sendoff-dkim.service"]
    assert [line for line in said if "postfix" not in line] == dkim
    verified = world.run(["systemd-analyze", "verify", "/etc/systemd/system/sendoff-dkim.service"], check=False)
    assert "sendoff-dkim" not in verified.stderr
    server.apply({})
    assert world.path("/run/systemctl.log").read_text().splitlines()[-2:] == [
        "disable --now sendoff-dkim.service",
        "daemon-reload",
    ]
    assert not unit.exists()
    assert signer(server) == ""


def test_records_can_be_pasted_into_a_zone(server: Server) -> None:
    done = server.apply(DOCUMENT)
    records = server.sendoff("dkim", "records").stdout
    assert records.strip() in done.stdout, "apply prints them too"
    [line] = records.splitlines()
    assert all(len(text) <= 255 for text in line.split('"')[1::2])
    try:
        server.world.dns.add(line)
    except LabError as error:
        pytest.fail(str(error))
    [record] = json.loads(server.sendoff("dkim", "records", "EXAMPLE.org", "--json").stdout)
    assert published(server)(record["name"].encode()) == record["value"].encode()
