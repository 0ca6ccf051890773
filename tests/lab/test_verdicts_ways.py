"""What became of each mail, on a real Postfix: by which way it went, and over which connection."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Literal

import pytest

from sendoff.lab import Receiver
from tests.lab.verdicts import TEXT, Known, MakeWorld, empty, known, pick, started, tried

pytestmark = pytest.mark.lab

TLS = "Trusted TLSv1.3 TLS_AES_256_GCM_SHA384"
MAIL = 12
MASTER = """
tlsproxy unix - - n - 0 tlsproxy
sendoff-relay unix - - n - - smtp -o syslog_name=postfix/sendoff-relay -o smtp_helo_name=relay.example.com
127.0.0.1:10026 inet n - n - - smtpd -o content_filter= -o syslog_name=postfix/reinject
    -o smtpd_recipient_restrictions=permit_mynetworks,reject
"""


@pytest.mark.parametrize("tls", ["starttls", "none"])
def test_many_over_one_connection(make_world: MakeWorld, tls: Literal["starttls", "none"]) -> None:
    world = started(
        make_world, "smtp_connection_cache_destinations=example.net", "smtp_tls_connection_reuse=yes",
        "default_destination_concurrency_limit=1", receivers=[Receiver("mx", tls=tls)], master=MASTER,
    )  # fmt: skip
    names = [f"n{number}@example.net" for number in range(MAIL)]
    for name in names:
        world.submit_sendmail([name], TEXT)
    empty(world)
    assert "conn_use=" in world.log()
    found = known(world)
    expected = ("sent", 1, "mx.example.net[10.77.0.11]:25", TLS if tls == "starttls" else None)
    assert {pick(found.of(name), "verdict", "attempts", "relay", "tls") for name in names} == {expected}


def test_without_a_safe_connection_nothing_is_sent(make_world: MakeWorld) -> None:
    zones = [
        "bad.example. MX 10 mx.bad.example.", "mx.bad.example. A 10.77.0.21",
        "clear.example. MX 10 mx.clear.example.", "mx.clear.example. A 10.77.0.22",
        "good.example. MX 10 mx.good.example.", "mx.good.example. A 10.77.0.23",
    ]  # fmt: skip
    receivers = [
        Receiver("mx.bad.example", address="10.77.0.21", tls="starttls", certificate="self-signed"),
        Receiver("mx.clear.example", address="10.77.0.22"),
        Receiver("mx.good.example", address="10.77.0.23", tls="starttls"),
    ]
    world = started(
        make_world, "smtp_tls_security_level=secure", "smtp_tls_secure_cert_match=hostname",
        "smtp_tls_CAfile=/etc/ssl/certs/ca-certificates.crt", zones=zones, receivers=receivers,
    )  # fmt: skip
    names = ["a@bad.example", "a@clear.example", "a@good.example"]
    for name in names:
        world.submit_sendmail([name], TEXT)
    tried(world, *names)
    found = known(world)
    bad, clear, good = (found.of(name) for name in names)
    assert pick(bad, "verdict", "dsn", "reply") == ("deferred", "4.7.5", "Server certificate not verified")
    assert pick(clear, "verdict", "dsn", "tls") == ("deferred", "4.7.4", None)
    assert clear["reply"] == "TLS is required, but was not offered by host mx.clear.example[10.77.0.22]"
    assert pick(good, "verdict", "tls") == ("sent", TLS.replace("Trusted", "Verified"))


def test_services_of_other_names_and_the_relay_host(make_world: MakeWorld) -> None:
    world = started(
        make_world, "relayhost=[mx.example.net]", "relay_domains=relayed.example", "transport_maps=texthash:/etc/t",
        files={"/etc/t": "ours.example sendoff-relay:[mx.example.net]\nrelayed.example relay:[mx.example.net]\n"},
        master=MASTER,
        receivers=[Receiver("mx", tls="starttls", replies={"END": "250 2.0.0 Ok: queued as 4BCDFGHJKL"})],
    )  # fmt: skip
    names = ["a@ours.example", "a@relayed.example", "a@anywhere.example"]
    for name in names:
        world.submit_smtp("me@example.com", name, TEXT, source="127.0.0.1")
    empty(world)
    found = known(world)
    assert "postfix/sendoff-relay/smtp[" in world.log()
    assert "postfix/relay/smtp[" in world.log()
    expected = ("sent", "mx.example.net[10.77.0.11]:25", TLS, "localhost[127.0.0.1]", "me@example.com", "postfix")
    assert {pick(found.of(name), "verdict", "relay", "tls", "client", "sender", "instance") for name in names} == {
        expected
    }
    assert {found.of(name)["handed_to"] for name in names} == {None}  # the next hop has it under its own queue id
    assert {found.of(name)["reply"] for name in names} == {"250 2.0.0 Ok: queued as 4BCDFGHJKL"}


@pytest.mark.parametrize("long_ids", ["yes", "no"])
def test_a_content_filter_is_a_step_on_the_way(make_world: MakeWorld, long_ids: str) -> None:
    world = started(
        make_world, "content_filter=smtp:[127.0.0.1]:10026", f"enable_long_queue_ids={long_ids}", master=MASTER,
        receivers=[Receiver("mx", replies={"RCPT TO:<no@": "550 5.1.1 no"})],
    )  # fmt: skip
    world.submit_sendmail(["-f", "", "yes@example.net", "no@example.net"], TEXT)
    empty(world)
    found = known(world)
    first, last = found.all_of("yes@example.net")
    way = ("sent", "127.0.0.1[127.0.0.1]:10026", last["queue_id"], 0)
    assert pick(first, "verdict", "relay", "handed_to", "uid") == way
    assert pick(last, "verdict", "parent", "parent_kind") == ("sent", first["queue_id"], "filter")
    assert [each["verdict"] for each in found.all_of("no@example.net")] == ["sent", "bounced"]


def test_a_second_instance_is_its_own(make_world: MakeWorld) -> None:
    world = started(make_world, "syslog_name=postfix-out", receivers=[Receiver("mx", tls="starttls")])
    world.submit_sendmail(["a@example.net"], TEXT)
    empty(world)
    assert pick(known(world).of("a@example.net"), "verdict", "instance", "tls") == ("sent", "postfix-out", TLS)


def later(log: str, hours: int) -> str:
    """Return a log as it would be hours later."""

    def moved(found: re.Match[str]) -> str:
        when = datetime.strptime(f"2024 {found[0]}", "%Y %b %d %H:%M:%S") + timedelta(hours=hours)  # noqa: DTZ007
        return f"{when:%b} {when.day:2} {when:%H:%M:%S}"

    return re.sub(r"^\w{3} [ \d]\d [\d:]{8}", moved, log, flags=re.MULTILINE)


@pytest.mark.parametrize("hours", [1, 50])
def test_a_queue_id_that_comes_again_is_another_message(make_world: MakeWorld, hours: int) -> None:
    replies = {"RCPT TO:<no@": "550 5.1.1 no", "RCPT TO:<later@": "450 4.2.0 later"}
    world = started(make_world, "enable_long_queue_ids=no", receivers=[Receiver("mx", replies=replies)])
    world.submit_sendmail(["-f", "me@example.com", "a@example.net", "no@example.net"], TEXT)
    world.submit_sendmail(["deleted@example.net", "later@example.net"], TEXT)
    tried(world, "me@example.com", "later@example.net")
    [queue_id] = {each["queue_id"] for each in known(world).all_of("later@example.net")}
    world.run(["postsuper", "-d", queue_id])
    empty(world)
    log = later(world.log(), -60)
    again = later(log, hours).replace("a@example.net", "b@example.net").replace("status=deferred", "status=bounced")
    once, twice = Known([log.encode()]), Known([log.encode(), again.encode()])
    assert once.gaps == twice.gaps == []
    assert len(twice.messages) == 2 * len(once.messages)
    assert twice.deliveries[: len(once.deliveries)] == once.deliveries
    assert [each["attempts"] for each in twice.deliveries] == [each["attempts"] for each in once.deliveries] * 2
    assert [each["verdict"] for each in twice.all_of("later@example.net")] == ["deleted", "bounced"]
    backwards = Known([again.encode(), log.encode(), again.encode(), log.encode()])  # as when old logs are read later
    assert sorted(map(fate, backwards.deliveries)) == sorted(map(fate, twice.deliveries))


def fate(row: dict[str, object]) -> str:
    return repr([row[name] for name in ("queue_id", "recipient", "verdict", "attempts", "first_seen", "parent")])
