"""`sendoff spf` on a server of its own, with a real unbound: the document, the ledger, and zones that change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sendoff.lab import Receiver, World

MakeWorld = Callable[..., World]

pytestmark = pytest.mark.lab

ZONES = [
    "example.net. MX 10 mx.example.net.",
    "mx.example.net. A 10.77.0.11",
    "web1.example.com. A 192.0.2.10",
    "web1.example.com. AAAA 2001:db8::10",
    'web1.example.com. TXT "v=spf1 a -all"',
    "example.org. MX 10 mx.example.net.",
]
DOCUMENT = '{"sendoff::server_name": "web1.example.com"}'
LEDGER = "/var/lib/sendoff/ledger/ledger.db"


def world_with(make_world: MakeWorld, document: str = DOCUMENT) -> World:
    world = make_world(zones=ZONES, receivers=[Receiver("mx")])
    world.run(["mkdir", "-p", "/etc/sendoff"])
    world.path("/etc/sendoff/server.json").write_text(document)
    return world


def spf(world: World, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = world.sendoff("spf", *arguments, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_record_that_is_printed_makes_every_address_pass_once_it_is_published(make_world: MakeWorld) -> None:
    world = world_with(make_world)
    found = spf(world, "record", "example.org")
    assert found["record"] == "v=spf1 mx a:web1.example.com -all"
    assert {check["result"] for check in spf(world, "check", "example.org", code=2)["checks"]} == {"none", "pass"}

    world.dns.add(found["zone"])
    checks = spf(world, "check", "example.org")["checks"]
    told = {(check["identity"], check["address"], check["result"]) for check in checks}
    assert told == {
        (identity, address, "pass") for identity in ("mailfrom", "helo") for address in ("192.0.2.10", "2001:db8::10")
    }
    assert spf(world, "record", "example.org")["changes"] == []


def test_a_record_of_several_strings_is_published_as_it_is_printed(make_world: MakeWorld) -> None:
    world = world_with(make_world)
    nets = " ".join(f"ip4:198.51.100.{number}" for number in range(30))
    world.dns.add(f'example.org. TXT "v=spf1 {nets[:200]}" "{nets[200:400]}" "{nets[400:]} -all"')
    found = spf(world, "record", "example.org")
    assert len(found["strings"]) > 1
    world.dns.replace("example.org. MX 10 mx.example.net.", found["zone"])
    assert spf(world, "record", "example.org")["today"] == [found["record"]]
    assert spf(world, "check", "example.org")["checks"][0]["term"] == "a:web1.example.com"


def test_without_a_domain_those_that_mail_was_sent_as_are_checked(make_world: MakeWorld) -> None:
    world = world_with(make_world, '{"sendoff::server_name": "web1.example.com", "sendoff::domains": "named.example"}')
    world.submit_sendmail(["-f", "a@example.org", "b@example.net"], "Subject: x\n\nx\n")
    world.wait_log("status=sent")
    world.sendoff("watch", "--once", check=True)
    found = spf(world, "check", code=2)
    domains = {check["domain"] for check in found["checks"] if check["identity"] == "mailfrom"}
    assert domains == {"example.org", "named.example"}


def test_servfail_and_silence_are_unknown_and_never_absence(make_world: MakeWorld) -> None:
    world = world_with(make_world)
    world.dns.servfail("broken.example")
    world.dns.silence("silent.example")
    found = spf(world, "check", "broken.example", "silent.example", "--timeout", "2", code=3)
    reasons = {check["domain"]: check["unknown_because"] for check in found["checks"] if check["result"] == "unknown"}
    assert reasons == {
        "broken.example": "TXT of broken.example: SERVFAIL",
        "silent.example": "TXT of silent.example: timeout",
    }
    assert spf(world, "record", "broken.example", code=3)["record"] is None


def test_behind_nat_it_says_that_the_address_outside_is_not_known(make_world: MakeWorld) -> None:
    world = world_with(make_world)
    (server,) = spf(world, "check", "example.org", code=2)["servers"]
    assert server["addresses"] == ["192.0.2.10", "2001:db8::10"]
    assert any("not known from inside" in note for note in server["notes"])


def test_a_cut_off_resolver_is_told(make_world: MakeWorld) -> None:
    world = world_with(make_world)
    found = spf(world, "record", "nobody.example")
    assert any("may be cut off" in note for note in found["notes"])


def test_a_plan_that_changes_the_way_out_says_which_domains_spf_no_longer_covers(make_world: MakeWorld) -> None:
    document = {"sendoff::server_name": "web1.example.com", "sendoff::domains": ["example.org", "example.net"]}
    world = world_with(make_world, json.dumps(document | {"postfix::relayhost": "[mx.example.net]"}))
    world.dns.add('example.org. TXT "v=spf1 a:web1.example.com -all"')
    world.dns.add('example.net. TXT "v=spf1 a:mx.example.net -all"')
    plan = json.loads(world.sendoff("plan", "--json").stdout)
    [found] = [one for one in plan["consequences"] if one["id"] == "spf-no-longer-passes"]
    assert (found["level"], found["unknown"]) == ("warn", None)
    assert "Mail of example.org then leaves from 10.77.0.11 (fail)" in found["text"]
