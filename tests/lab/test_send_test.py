"""`sendoff send-test` on a real Postfix."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import Receiver, World

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]


def send_test(world: World, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = world.sendoff("send-test", *arguments, "--json")
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("via", ["sendmail", "smtp"])
def test_it_is_followed_until_it_is_sent(make_world: MakeWorld, via: str) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx", tls="starttls")])
    code, result = send_test(world, "someone@example.net", "--via", via, "--from", "me@example.com")
    assert (code, result["status"], result["via"]) == (0, "sent", via)
    [delivery] = result["deliveries"]
    assert delivery["next_hop"] == "mx.example.net[10.77.0.11]:25"
    assert delivery["reply"].startswith("250 2.0.0 Ok: received")
    assert len(delivery["delays"]) == 4
    [mail] = world.receiver("mx").wait()
    assert (mail.mail_from, mail.rcpt_to) == ("me@example.com", ("someone@example.net",))
    assert f"Message-ID: {result['message_id']}" in mail.text
    assert "Subject: Test message from web1.example.com" in mail.text


def test_the_remote_servers_words_are_shown_and_harmless(make_world: MakeWorld) -> None:
    forged = "550 5.1.1 no, status=sent (250 ok) \x1b[2J"
    world = make_world(zones=ZONES, receivers=[Receiver("mx", replies={"RCPT": forged})])
    done = world.sendoff("send-test", "someone@example.net")
    assert done.returncode == 1
    assert done.stdout.startswith("bounced: someone@example.net\n")
    assert "no, status=sent (250 ok)" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_put_off_is_told_at_once_and_where_to_look(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx", replies={"RCPT": "450 4.2.0 later"})])
    start = time.monotonic()
    done = world.sendoff("send-test", "someone@example.net")
    assert (done.returncode, time.monotonic() - start < 10) == (2, True)
    assert "later" in done.stdout
    assert "postqueue -p" in done.stdout


def test_an_alias_is_followed_to_the_end(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")])
    world.path("/etc/aliases").write_text("postmaster: root\nsomebody: someone@example.net\n")
    world.run(["newaliases"])
    code, result = send_test(world, "somebody@web1.example.com")
    assert (code, len(result["queue_ids"])) == (0, 2)
    assert [found["recipient"] for found in result["deliveries"]] == ["someone@example.net"]


def test_what_this_server_refuses(make_world: MakeWorld) -> None:
    world = make_world()
    code, result = send_test(world, "nobody-here@web1.example.com", "--via", "smtp")
    assert (code, result["status"], result["submission"][:3]) == (1, "refused", "550")


def test_without_a_log_its_fate_is_unknown(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")], start=False)
    place = world.path("/etc/postfix/main.cf")
    place.write_text(
        "".join(line for line in place.read_text().splitlines(True) if not line.startswith("maillog_file"))
    )
    world.run(["postfix", "start"])
    code, result = send_test(world, "someone@example.net")
    assert (code, result["status"]) == (3, "unknown")
    assert "neither syslog nor journald" in result["reason"]
    assert len(world.receiver("mx").wait()) == 1


@pytest.mark.parametrize("arguments", [("@example.net",), ("a b@example.net",), ("a@example.net", "--timeout", "x")])
def test_wrong_usage(make_world: MakeWorld, arguments: tuple[str, ...]) -> None:
    done = make_world(postfix="absent").sendoff("send-test", *arguments)
    assert done.returncode == 1
    assert "error: argument" in done.stderr


def test_tls_is_told_where_postfix_logs_it(make_world: MakeWorld) -> None:
    world = make_world(zones=ZONES, receivers=[Receiver("mx", tls="starttls")])
    world.run(["postconf", "-e", "smtp_tls_loglevel=1"])
    code, result = send_test(world, "someone@example.net")
    assert (code, result["deliveries"][0]["tls"].split()[0]) == (0, "TLSv1.3")
