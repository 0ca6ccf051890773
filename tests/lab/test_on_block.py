"""A detour and a slowdown on a real Postfix: on by a real incident, off after it, and nothing else is touched."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from sendoff.lab import LabTimeout, Receiver, World
from sendoff.lab.birth import python_path
from tests.lab.server import Server

pytestmark = pytest.mark.lab

Worlds = Callable[..., World]
CONSUMER = "hotmail-com.olc.protection.outlook.com"
CUSTOMER = "customer-example.mail.protection.outlook.com"
ZONES = [
    ". NS ns.example.com.",
    "example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11",
    f"hotmail.com. MX 10 {CONSUMER}.", f"{CONSUMER}. A 10.77.0.12",
    f"customer.example. MX 10 {CUSTOMER}.", f"{CUSTOMER}. A 10.77.0.12",
    f"late.example. MX 10 {CUSTOMER}.",
    "sub.hotmail.com. MX 10 mx.example.net.",
    "relay.example.net. A 10.77.0.13",
]  # fmt: skip
BLOCKED = (
    "550 5.7.1 Unfortunately, messages from [10.77.0.1] weren't sent. Please contact your Internet service provider "
    "since part of their network is on our block list (S3140)."
)
HOP = "[relay.example.net]:587"
DETOUR: dict[str, Any] = {
    "sendoff::on_block": {"microsoft": HOP},
    "postfix::smtp_sasl_password_maps": {HOP: "web1:a secret"},
}
SLOW: dict[str, Any] = {"sendoff::on_block": {"microsoft": "slow"}}
LEDGER = "/var/lib/sendoff/ledger/ledger.db"
CLOSE = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as database:
    database.execute("UPDATE incident SET closed = ?", (int(sys.argv[2]),))
"""
FOLLOW = """
import os, subprocess, sys, time
path, seen = "/var/lib/sendoff/ledger/on-block.json", None
while True:
    found = os.stat(path).st_mtime_ns if os.path.exists(path) else None
    if found != seen:
        seen = found
        with open("/run/followed", "ab") as said:
            subprocess.run([sys.executable, "-m", "sendoff", "apply", "--live", "--yes"], stdout=said, stderr=said)
    time.sleep(0.1)
"""
"""Does what sendoff-on-block.path does, where there is no systemd."""
HERE: dict[str, Any] = {"source": "127.0.0.1", "to": ("127.0.0.1", 25)}
NUMBER = re.compile(r"/etc/postfix/sendoff/\d+/")


@pytest.fixture
def server(make_world: Worlds) -> Server:
    """A Debian server that sends directly; a provider with two domains, another destination, and a smarthost."""
    return Server(
        make_world(
            zones=ZONES,
            receivers=[
                Receiver("mx"),
                Receiver("microsoft", address="10.77.0.12", host=CONSUMER),
                Receiver(
                    "relay", address="10.77.0.13", port=587, host="relay.example.net", tls="starttls",
                    auth={"web1": "a secret"}, require_auth=True,
                ),
            ],
        )
    )  # fmt: skip


def send(server: Server, *recipients: str) -> None:
    for recipient in recipients:
        server.world.submit_smtp("app@example.org", recipient, f"Subject: x\n\nto {recipient}\n", **HERE)


def read_log(server: Server) -> None:
    server.sendoff("watch", "--once")


def block(server: Server, reply: str = BLOCKED, to: str = "a@hotmail.com") -> None:
    """Have the provider refuse, and one mail be refused."""
    server.world.receiver("microsoft").set(replies={"MAIL": reply})
    send(server, to)
    server.world.wait_log(rf"to=<{re.escape(to)}>.*status=(bounced|deferred)")
    read_log(server)


def close(server: Server, seconds_ago: int) -> None:
    """End all incidents, as an accepted mail would have some time ago."""
    moment = time.time_ns() // 1000 - seconds_ago * 1_000_000
    server.world.python("-c", CLOSE, LEDGER, str(moment))


def files(server: Server) -> tuple[str, str]:
    """Return main.cf and master.cf; the number of the folder of tables grows with every generation."""
    main, master = (server.world.path(f"/etc/postfix/{name}.cf").read_text() for name in ("main", "master"))
    return NUMBER.sub("/etc/postfix/sendoff/N/", main), master


def live(server: Server, expect: int = 0) -> str:
    done = server.sendoff("apply", "--live", "--yes", expect=expect)
    return done.stdout + done.stderr


def kinds(server: Server) -> list[str]:
    return [one["kind"] for one in status(server)["on"]]


def status(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(server.world.sendoff("status", "--json").stdout)["on_block"]
    return found


def got(server: Server, receiver: str) -> list[str]:
    return sorted(to for mail in server.world.receiver(receiver).messages() for to in mail.rcpt_to)


def drain(server: Server, timeout: float = 20.0) -> None:
    """Have what waits be tried, until nothing waits."""
    deadline = time.monotonic() + timeout
    server.world.run(["postqueue", "-f"])
    while server.waiting():
        if time.monotonic() > deadline:
            raise LabTimeout(server.world.situation())
        time.sleep(0.1)


def test_mail_to_a_blocking_provider_takes_the_detour_until_it_is_over(server: Server) -> None:
    server.apply(DETOUR)
    before = files(server)
    send(server, "first@customer.example")
    server.world.receiver("microsoft").wait()
    assert server.plan(DETOUR)["in_sync"], "nothing is blocked"
    block(server)
    planned = server.plan(DETOUR)
    [active] = [each for each in planned["consequences"] if each["id"] == "on-block-active"]
    assert "S3140" in active["text"]
    assert HOP in active["text"]
    live(server)
    [on] = status(server)["on"]
    assert (on["provider"], on["kind"], on["next_hop"]) == ("microsoft", "detour", HOP)
    assert f"goes through {HOP}" in server.sendoff("status").stdout
    assert "goes through" in server.sendoff("history").stdout
    assert server.plan(DETOUR)["in_sync"]
    send(server, "b@hotmail.com", "c@customer.example", "d@example.net", "e@sub.hotmail.com")
    taken = server.world.receiver("relay").wait(2)
    assert got(server, "relay") == ["b@hotmail.com", "c@customer.example"]
    assert {mail.auth_user for mail in taken} == {"web1"}
    server.world.receiver("mx").wait(2)
    assert got(server, "mx") == ["d@example.net", "e@sub.hotmail.com"], "others, and subdomains, go directly"
    close(server, 60)
    assert server.plan(DETOUR)["in_sync"], "it does not go to and fro"
    server.world.receiver("microsoft").set(replies={})
    close(server, 601)
    live(server)
    assert files(server) == before
    assert status(server)["on"] == []
    send(server, "f@hotmail.com")
    server.world.receiver("microsoft").wait(2)
    assert got(server, "microsoft") == ["f@hotmail.com", "first@customer.example"]


def test_waiting_mail_takes_the_detour_and_unknown_domains_wait_for_it(server: Server) -> None:
    server.apply(DETOUR)
    block(server)
    live(server)
    send(server, "x@late.example")
    line = server.world.wait_log(r"to=<x@late\.example>.*").group(0)
    assert "status=deferred" in line, "else it would come back"
    assert server.waiting() == ["x@late.example"]
    live(server)
    drain(server)
    assert got(server, "relay") == ["x@late.example"]


def test_what_a_receiver_echoes_does_not_keep_a_mail(server: Server) -> None:
    server.apply(DETOUR)
    block(server)
    live(server)
    server.world.receiver("mx").set(replies={"RCPT": "550 5.1.1 <(S3140)@example.net> unknown"})
    server.world.receiver("microsoft").set(replies={"RCPT": "550 5.1.1 no such user S3140 here"})
    send(server, "x@example.net", "x@late.example")
    for domain in ("example.net", "late.example"):
        assert "bounced" in server.world.wait_log(rf"to=<x@{domain}>.*status=(\w+)").group(0)


def test_a_detour_that_refuses_is_undone(server: Server) -> None:
    server.apply(DETOUR)
    before = files(server)
    block(server)
    server.world.receiver("relay").set(replies={"RCPT": "554 5.7.1 Relay access denied"})
    assert "detour" in live(server, expect=3)
    assert files(server) == before
    assert status(server)["on"] == []
    server.world.receiver("relay").set(replies={}, auth={"web1": "another"})
    assert "credentials" in live(server, expect=3)
    server.world.receiver("relay").set(auth={"web1": "a secret"})
    live(server)
    send(server, "b@hotmail.com")
    server.world.receiver("relay").wait()


def test_a_detour_whose_name_is_gone_keeps_the_mail(server: Server) -> None:
    server.apply(DETOUR)
    block(server)
    live(server)
    server.world.dns.remove("relay.example.net.")
    server.world.run(["postfix", "reload"])
    send(server, "b@hotmail.com")
    assert "deferred" in server.world.wait_log(r"to=<b@hotmail\.com>.*status=(\w+)").group(0)


def test_the_provider_is_tried_again_and_believed_until_it_refuses(server: Server) -> None:
    server.apply(DETOUR)
    block(server)
    live(server)
    live(server)
    assert status(server)["on"], "it still refuses"
    server.world.receiver("microsoft").set(replies={})
    live(server)
    assert kinds(server) == ["tried"]
    live(server)
    assert kinds(server) == ["tried"], "it was found to take mail again"
    assert server.parameter("transport_maps") == ""
    assert got(server, "microsoft") == [], "nothing is sent to try it"
    block(server, to="again@hotmail.com")
    assert server.waiting() == ["again@hotmail.com"], "mail waits while the provider is tried"
    live(server)
    assert kinds(server) == ["detour"]
    drain(server)
    assert "again@hotmail.com" in got(server, "relay")


def test_a_throttled_provider_gets_one_mail_at_a_time_and_others_are_not_slowed(server: Server) -> None:
    server.apply(SLOW)
    before = files(server)
    send(server, "first@customer.example")
    server.world.receiver("microsoft").wait()
    reply = "451 4.7.652 The mail server [10.77.0.1] has exceeded the maximum number of connections. (S3115)"
    block(server, reply)
    live(server)
    assert status(server)["on"][0]["kind"] == "slow"
    server.world.receiver("microsoft").set(replies={}, delays={"MAIL": 0.3})
    send(server, *[f"{n}@{domain}" for n in range(3) for domain in ("hotmail.com", "customer.example")])
    send(server, *[f"{n}@example.net" for n in range(20)])
    server.world.receiver("mx").wait(20)
    delays = re.findall(r"to=<\d+@example\.net>.* delay=([0-9.]+),.*status=sent", server.world.log())
    assert max(map(float, delays)) < 2, "they wait for nobody"
    taken = server.world.receiver("microsoft").wait(7, timeout=40)[1:]
    whens = sorted(mail.when for mail in taken)
    assert {mail.rcpt_to[0].partition("@")[2] for mail in taken} == {"hotmail.com", "customer.example"}
    assert min(later - earlier for earlier, later in pairwise(whens)) >= 1.0, "Postfix counts whole seconds"
    close(server, 601)
    live(server)
    assert files(server) == before


def test_an_administrators_own_routes_and_filter_stay_and_come_back(server: Server) -> None:
    path = server.world.path("/etc/postfix/main.cf")
    server.world.path("/etc/postfix/mine").write_text("hotmail.com smtp:[mx.example.net]\n")
    own = "transport_maps = texthash:/etc/postfix/mine\nsmtp_delivery_status_filter = texthash:/etc/postfix/none\n"
    server.world.path("/etc/postfix/none").write_text("")
    path.write_text(path.read_text() + own)
    server.apply(DETOUR)
    before = files(server)
    block(server, to="a@customer.example")
    planned = server.plan(DETOUR)
    assert "on-block-may-bounce" in [each["id"] for each in planned["consequences"]]
    live(server)
    assert server.parameter("transport_maps").startswith("texthash:/etc/postfix/mine, ")
    assert server.parameter("smtp_delivery_status_filter") == "texthash:/etc/postfix/none"
    send(server, "x@hotmail.com", "y@customer.example")
    server.world.receiver("mx").wait()
    server.world.receiver("relay").wait()
    assert (got(server, "mx"), got(server, "relay")) == (["x@hotmail.com"], ["y@customer.example"])
    close(server, 601)
    live(server)
    assert sorted(files(server)[0].splitlines()) == sorted(before[0].splitlines())
    assert server.parameter("transport_maps") == "texthash:/etc/postfix/mine"


def test_rollback_takes_it_off_and_live_needs_something_applied(server: Server) -> None:
    assert "nothing was applied yet" in live(server, expect=1)
    found = server.world.path("/etc/postfix/main.cf").read_bytes()
    server.apply(DETOUR)
    block(server)
    live(server)
    server.sendoff("rollback", "0", "--yes")
    assert server.world.path("/etc/postfix/main.cf").read_bytes() == found
    assert status(server) == {"configured": {}, "on": []}


def test_without_the_key_an_incident_changes_nothing(server: Server) -> None:
    server.apply({})
    block(server)
    assert server.plan({})["in_sync"]
    assert "nothing to do" in live(server)


def until(server: Server, what: str, look: Callable[[], object], timeout: float = 20.0) -> None:
    deadline = time.monotonic() + timeout
    while not look():
        if time.monotonic() > deadline:
            followed = server.world.run(
                ["sh", "-c", "cat /run/followed /var/lib/sendoff/ledger/on-block.json"], check=False
            )
            raise LabTimeout(f"not {what} after {timeout:g} s\n{followed.stdout}\n{server.world.situation()}")
        time.sleep(0.1)


def start(server: Server, *command: str) -> subprocess.Popen[str]:
    none = subprocess.DEVNULL
    env = {"PYTHONPATH": python_path()}
    return server.world.popen([sys.executable, *command], env=env, stdin=none, stdout=none, stderr=none)


def test_from_the_refusal_to_the_detour_and_back_nobody_lifts_a_finger(server: Server) -> None:
    server.apply(DETOUR)
    before = files(server)
    started = [start(server, "-m", "sendoff", "watch"), start(server, "-c", FOLLOW)]
    try:
        server.world.receiver("microsoft").set(replies={"MAIL": BLOCKED})
        send(server, "a@hotmail.com")
        until(server, "switched on", lambda: status(server)["on"])
        send(server, "b@hotmail.com", "x@late.example")
        server.world.receiver("relay").wait()
        assert server.waiting() == ["x@late.example"], "its domain is not known yet, so it waits"
        server.world.receiver("microsoft").set(replies={})
        live(server)
        assert kinds(server) == ["tried"], "it takes mail again"
        send(server, "c@hotmail.com")
        drain(server)
        until(server, "taken back", lambda: files(server) == before)
        assert got(server, "microsoft") == ["c@hotmail.com", "x@late.example"]
    finally:
        for process in started:
            server.end(process)


def test_a_detour_on_port_465_and_direct_mail_go_side_by_side(make_world: Worlds) -> None:
    relay = Receiver(
        "relay", address="10.77.0.13", port=465, host="relay.example.net", tls="implicit", auth={"web1": "a secret"},
        require_auth=True,
    )  # fmt: skip
    world = make_world(
        zones=ZONES, receivers=[Receiver("mx"), Receiver("microsoft", address="10.77.0.12", host=CONSUMER), relay]
    )
    server, hop = Server(world), "[relay.example.net]:465"
    server.apply({"sendoff::on_block": {"microsoft": hop}, "postfix::smtp_sasl_password_maps": {hop: "web1:a secret"}})
    block(server)
    live(server)
    send(server, "b@hotmail.com", "d@example.net")
    [mail] = world.receiver("relay").wait()
    assert (mail.auth_user, bool(mail.tls)) == ("web1", True)
    world.receiver("mx").wait()
