"""What cannot work is refused or undone, with words that tell one fault from the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendoff.lab import Receiver, World
from tests.lab.server import Server, sendoff_as

pytestmark = pytest.mark.lab

Worlds = Callable[..., World]
ZONES = [". NS ns.example.com.", "smtp.example.net. A 10.77.0.13", "down.example.net. A 10.77.0.99"]
AUTH = {"web1": "a secret"}
REFUSED, UNDONE = 1, 3


def smarthost(**options: object) -> Receiver:
    return Receiver("smtp", "10.77.0.13", port=587, **{"tls": "starttls", "auth": AUTH, **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("receiver", "host", "code", "words"),
    [
        (smarthost(), "down.example.net", UNDONE, "not reached"),
        (smarthost(auth={"web1": "another"}), "smtp.example.net", UNDONE, "authentication"),
        (smarthost(certificate="expired"), "smtp.example.net", UNDONE, "expired"),
        (smarthost(certificate="wrong-name"), "smtp.example.net", UNDONE, "certificate"),
        (smarthost(certificate="self-signed"), "smtp.example.net", UNDONE, "certificate"),
        (smarthost(tls="none"), "smtp.example.net", REFUSED, "smarthost-no-tls"),
        (smarthost(replies={"MAIL": "550 5.7.1 Sender not yours"}), "smtp.example.net", UNDONE, "Sender not yours"),
    ],
    ids=["down", "password", "expired", "wrong-name", "self-signed", "no-tls", "sender"],
)
def test_a_smarthost_that_does_not_take_the_mail(
    make_world: Worlds, receiver: Receiver, host: str, code: int, words: str
) -> None:
    server = Server(make_world(zones=ZONES, receivers=[receiver]))
    before = server.world.path("/etc/postfix/main.cf").read_bytes()
    document = {
        "postfix::relayhost": f"[{host}]:587",
        "postfix::smtp_sasl_password_maps": {f"[{host}]:587": "web1:a secret"},
    }
    done = server.apply(document, expect=code)
    assert words.lower() in (done.stdout + done.stderr).lower()
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == before
    assert not server.world.path("/var/lib/sendoff/pending").exists()
    assert not server.world.path("/etc/postfix/sendoff/1").exists()
    assert server.runs()
    assert server.queue() == []


def test_a_smarthost_that_is_down_may_be_accepted_by_name(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES))
    done = server.apply({"postfix::relayhost": "[down.example.net]"}, "--accept", "smarthost")
    assert "accepted" in done.stdout
    assert server.parameter("relayhost") == "[down.example.net]"


def test_an_open_relay_is_refused_unless_it_is_accepted_by_name(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES))
    document = {"postfix::mynetworks": "0.0.0.0/0 [::1]/128", "postfix::inet_interfaces": "all"}
    done = server.apply(document, expect=REFUSED)
    assert "refuse[open-relay]  /etc/sendoff/server.json:1:25" in done.stdout
    server.apply(document, "--accept", "open-relay")


def test_an_interface_that_is_not_here_is_refused(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES))
    done = server.apply({"postfix::inet_interfaces": "127.0.0.1 192.0.2.99"}, expect=REFUSED)
    assert "interface-not-local" in done.stdout
    assert server.runs()


def test_status_needs_no_root(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES, receivers=[smarthost()]))
    server.apply(
        {
            "postfix::relayhost": "[smtp.example.net]:587",
            "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "web1:a secret"},
        }
    )
    done = sendoff_as(server.world, "nobody", "status")
    assert "runs (process" in done.stdout, done.stderr
    assert done.returncode == 0


def test_import_writes_what_apply_then_finds_in_place(make_world: Worlds) -> None:
    server = Server(make_world(zones=ZONES))
    document = server.sendoff("import").stdout
    server.write(document)
    changes = [c for c in server.plan(document)["changes"] if c["origin"] == "administrator"]  # type: ignore[arg-type]
    replaced = {change["parameter"] for change in changes if change["before"] is not None}
    assert replaced <= {"mydestination", "mynetworks", "myorigin"}, changes
