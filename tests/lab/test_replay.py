"""`sendoff plan --replay`: what a server really sent, by its own log, through another configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sendoff.lab import TRUSTED, Receiver, World

from .server import Server

ZONES = """
example.org. MX 10 mx.example.org.
mx.example.org. A 10.77.0.11
example.org. TXT "v=spf1 ip4:10.77.0.11 -all"
shop.example. TXT "v=spf1 -all"
"""
OPEN = {
    "sendoff::server_name": "web1.example.com",
    "postfix::inet_interfaces": "all",
    "postfix::mynetworks": f"127.0.0.0/8 [::1]/128 {TRUSTED}/32",
}


def plan(server: Server, document: dict[str, Any], *options: str) -> dict[str, Any]:
    server.write(document)
    done = server.world.sendoff("plan", "--json", "--replay", "1d", *options)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def counted(made: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["id"]: (one["deliveries"], one["unknown"]) for one in made["replay"]["counted"]}


def test_the_last_days_mail_is_counted_through_a_new_configuration(make_world: Callable[..., World]) -> None:
    server = Server(make_world(zones=[ZONES], receivers=[Receiver("mx", host="mx.example.org")]))
    server.apply(OPEN)
    server.world.submit_sendmail(["-f", "web@shop.example", "a@example.org", "b@example.org"], "Subject: x\n\nx\n")
    server.world.submit_sendmail(["-f", "long@shop.example", "a@example.org"], "Subject: x\n\nx\n")
    big = "Subject: x\n\n" + ("x" * 70 + "\n") * 200
    server.world.submit_smtp("app@example.org", ["a@example.org"], big, source=TRUSTED, to=("10.77.0.1", 25))
    server.world.receiver("mx").wait(3)
    server.world.wait_log(r"(?s)(status=sent.*){4}")
    server.sendoff("watch", "--once")

    smaller = plan(server, {"sendoff::server_name": "web1.example.com", "postfix::message_size_limit": 12000})
    assert smaller["replay"]["deliveries"] == 4
    assert counted(smaller) == {
        "message-too-large": (1, 0), "client-not-trusted": (1, 0), "client-cannot-connect": (1, 0),
    }  # fmt: skip
    [large] = [one for one in smaller["replay"]["counted"] if one["id"] == "message-too-large"]
    assert large["examples"] == [{"name": "app@example.org", "deliveries": 1}]
    assert {one["id"]: one["counted"] for one in smaller["consequences"]}["size-limit-tiny"] == 1

    around = plan(server, {**OPEN, "postfix::relayhost": "[mx.example.org]"})
    assert counted(around)["route-changes"] == (4, 0)
    assert counted(around)["spf-not-covered"] == (3, 0), "the other domain's record covers the smarthost"

    page = "/tmp/plan.html"
    written = plan(server, {**OPEN, "postfix::envelope_from": "web@example.net"}, "--html", page)
    assert written["html"] == page
    assert counted(written)["envelope-sender-changes"] == (4, 0)
    assert "sent again" in server.world.run(["cat", page]).stdout


def test_without_a_ledger_there_is_nothing_to_count(make_world: Callable[..., World]) -> None:
    server = Server(make_world(zones=[ZONES]))
    server.write({"sendoff::server_name": "web1.example.com"})
    done = server.world.sendoff("plan", "--replay", "1d")
    assert done.returncode == 1
    assert "there is no ledger" in done.stderr
