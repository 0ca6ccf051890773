"""A message through a real Postfix to our own receiver, and judged: signed, rewritten and sent as all mail is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import World

pytestmark = pytest.mark.lab

MAIN = """
compatibility_level = 3.6
inet_interfaces = loopback-only
mydestination = localhost
myhostname = web1.example.com
maillog_file = /var/log/mail.log
"""

SCRIPT = """
import json, sys
from sendoff.host import real
from sendoff.host.doctor.submitting import through
from sendoff.host.errors import HostError
text, seconds = sys.argv[1].encode() or None, float(sys.argv[2])
try:
    print(json.dumps({"got": through(real(), text, "example.com", seconds).decode()}))
except HostError as error:
    print(json.dumps({"error": error.what, "mend": error.mend}))
"""


def submitted(world: World, text: str = "", seconds: float = 20) -> dict[str, Any]:
    done = world.python("-c", SCRIPT, text, str(seconds), timeout=60)
    return dict(json.loads(done.stdout))


def queue(world: World) -> str:
    return world.run(["postqueue", "-j"]).stdout


@pytest.mark.parametrize("level", ["may", "encrypt", "none"])
def test_a_message_comes_to_our_receiver_as_postfix_sends_it(make_world: Callable[..., World], level: str) -> None:
    world = make_world(postfix=f"{MAIN}smtp_tls_security_level = {level}\n")
    got = submitted(world)["got"]
    head, _, body = got.partition("\r\n\r\n")
    assert head.startswith("Return-Path: <postmaster@example.com>\r\nReceived: from web1.example.com ([127.0.0.1])")
    assert f"with {'ESMTP;' if level == 'none' else 'ESMTPS;'}" in head
    assert "by web1.example.com (Postfix, from userid 0)" in head
    assert "test message" in body
    assert queue(world) == ""


def test_the_own_message_goes_the_way_of_all_mail(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=f"{MAIN}header_checks = regexp:/etc/postfix/checks\nsmtp_tls_security_level = may\n")
    world.path("/etc/postfix/checks").write_text("/^Subject:/ PREPEND X-Seen: yes\n")
    text = "From: Shop <shop@example.org>\nTo: x@example.net\nSubject: own\n\n.dot\nlast\n"
    got = submitted(world, text)["got"]
    assert got.startswith("Return-Path: <shop@example.org>\r\n")
    assert "\r\nX-Seen: yes\r\nSubject: own\r\n" in got
    assert got.endswith("\r\n\r\n.dot\r\nlast\r\n")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("relayhost = [10.77.0.2]:25\n", "smarthost [10.77.0.2]:25"),
        ("transport_maps = inline:{{*=smtp:[10.77.0.2]}}\n", "sends such mail to smtp:[10.77.0.2]"),
        ("sender_dependent_relayhost_maps = inline:{{@example.com=[10.77.0.2]}}\n", "sends such mail to [10.77.0.2]"),
        ("inet_protocols = ipv6\n", "IPv6 only"),
        ("inet_interfaces = all\n", "no receiver of ours can listen"),
    ],
)
def test_where_mail_would_go_elsewhere_nothing_is_sent(
    make_world: Callable[..., World], lines: str, words: str
) -> None:
    world = make_world(postfix=MAIN + lines)
    found = submitted(world)
    assert words in found["error"]
    assert "--message FILE" in found["mend"]
    assert "from=<" not in world.log()
    assert queue(world) == ""


def test_a_message_that_does_not_come_is_taken_out_of_the_queue(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=f"{MAIN}defer_transports = smtp\n")
    start = time.monotonic()
    found = submitted(world, seconds=2)
    assert time.monotonic() - start < 20
    assert "it was in the queue and is deleted" in found["error"]
    assert queue(world) == ""


def test_the_configuration_stays_as_it_is(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=MAIN)
    before = world.run(["postconf", "-n"]).stdout
    submitted(world)
    assert world.run(["postconf", "-n"]).stdout == before


def test_the_doctor_judges_what_our_receiver_got(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=f"{MAIN}smtp_tls_security_level = may\n")
    done = world.sendoff("doctor", "example.com", "--submit", "--json", "--timeout", "8", timeout=60)
    found = {one["id"]: one for one in json.loads(done.stdout)["findings"] if one["id"].startswith("message-")}
    assert found["message-fields"]["result"] == "pass"
    assert found["message-fields"]["subject"] == "the message as a receiver of ours got it"
    assert found["message-signature"]["result"] == "warn"
    assert found["message-trace"]["result"] == "skipped"
    assert queue(world) == ""


def test_the_doctor_says_why_a_message_could_not_be_sent(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=f"{MAIN}relayhost = [10.77.0.2]\n")
    done = world.sendoff("doctor", "example.com", "--submit", "--json", "--timeout", "4", timeout=60)
    found = [one for one in json.loads(done.stdout)["findings"] if one["id"].startswith("message-")]
    assert {one["result"] for one in found} == {"unknown"}
    assert "smarthost [10.77.0.2]" in found[0]["answered"]


ZONES = [
    "2.0.0.127.zen.spamhaus.org. A 127.0.0.2",
    "2.0.0.127.bl.spamcop.net. A 127.0.0.2",
    "2.0.0.127.psbl.surriel.com. A 127.0.0.2",
    "1.0.0.127.psbl.surriel.com. A 127.0.0.2",
    "7.113.0.203.zen.spamhaus.org. A 127.0.0.4",
    "7.113.0.203.zen.spamhaus.org. TXT see-check",
    "7.113.0.203.psbl.surriel.com. A 127.0.0.2",
]


def test_the_doctor_finds_listings_on_a_real_resolver(make_world: Callable[..., World]) -> None:
    world = make_world(postfix=MAIN, zones=ZONES)
    world.dns.servfail("b.barracudacentral.org")
    order = ("doctor", "example.com", "--address", "203.0.113.7", "--json", "--timeout", "4")
    done = world.sendoff(*order, "--only", "blocklist-address", "--only", "blocklist-alive", timeout=60)
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == 2
    told = {(one["result"], one["subject"]): one for one in found}
    assert "XBL" in told["fail", "203.0.113.7"]["answered"]
    assert "see-check" in told["fail", "203.0.113.7"]["answered"]
    assert "SERVFAIL" in told["unknown", "203.0.113.7"]["answered"]
    assert "lists 1.0.0.127.psbl.surriel.com" in told["skipped", "psbl.surriel.com"]["answered"]
    assert told["pass", "blocklists"]["answered"] == "alive: bl.spamcop.net, zen.spamhaus.org"
