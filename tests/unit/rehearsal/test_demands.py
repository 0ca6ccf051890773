"""A demand of the JSON that has no effect is not "as before", and keys that Postfix never looks for are told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.rehearsal.scenes import HOP, around, configuration, through, usual, world

from sendoff.rehearsal.configuration import Configuration
from sendoff.rehearsal.expectations import Scene, judge
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import REFUSE, WARN, Finding, Observed
from sendoff.rehearsal.stage import stage

REFUSED = Observed(False, "RCPT TO: 454 4.7.1 Relay access denied")
NETWORKS = "127.0.0.0/8 10.1.0.0/16"
TRUSTING: dict[str, Any] = {"postfix::inet_interfaces": "all", "postfix::mynetworks": NETWORKS}


def findings(
    document: dict[str, Any], now: Configuration, then: Configuration, **other: Observed
) -> dict[str, Finding]:
    """Return what fails where all mail fares in both worlds as on a server that sends directly, but for `other`."""
    where = around(document, now, then)
    made = stage(where, {})
    seen = world(made, usual, **other)
    found = judge(Scene(where, made, seen, seen))
    return {each.id.removeprefix("rehearsal-"): each for each in found if each.result == "fail"}


def test_a_network_that_is_trusted_anew_and_refused_as_before_stops_an_apply() -> None:
    now, then = configuration("mynetworks = 127.0.0.0/8"), configuration(f"mynetworks = {NETWORKS}")
    refused = {"trusted_10.1.0.0/16": REFUSED}
    found = findings(TRUSTING, now, then, **refused)["trusted-relay"]
    assert (found.result, found.as_before, found.level) == ("fail", False, REFUSE)
    found = findings(TRUSTING, then, then, **refused)["trusted-relay"]
    assert (found.result, found.as_before, found.level) == ("fail", True, WARN)


def test_an_envelope_sender_without_effect_is_none_of_before() -> None:
    document = {"postfix::envelope_from": "webserver@example.net"}
    now = configuration("sender_canonical_maps =")
    then = configuration("sender_canonical_maps = regexp:/etc/postfix/sendoff/2/envelope_sender")
    assert not findings(document, now, then)["envelope-sender"].as_before
    earlier = configuration("sender_canonical_maps = regexp:/etc/postfix/sendoff/1/envelope_sender")
    assert findings(document, earlier, then)["envelope-sender"].as_before


def test_a_new_name_that_nobody_is_greeted_with_is_none_of_before() -> None:
    document = {"sendoff::server_name": "web2.example.com"}
    found = findings(document, configuration(), configuration("myhostname = web2.example.com"))["server-name"]
    assert (found.result, found.as_before) == ("fail", False)


def test_strangers_who_could_relay_before_are_as_before_whatever_networks_say() -> None:
    now, then = configuration("mynetworks = 127.0.0.0/8"), configuration(f"mynetworks = {NETWORKS}")
    relays = {"stranger_direct": Observed(True, "250 ok")}
    assert findings(TRUSTING, now, then, **relays)["strangers-refused"].as_before


@pytest.mark.parametrize(
    ("name", "key", "dead"),
    [
        ("transport_maps", "*.partner.example", True),
        ("transport_maps", "@partner.example", True),
        ("transport_maps", "partner.example.", True),
        ("transport_maps", ".partner.example", False),
        ("transport_maps", "partner.example", False),
        ("transport_maps", "anna@partner.example", False),
        ("transport_maps", "*", False),
        ("sender_dependent_relayhost_maps", "example.org", True),
        ("sender_dependent_relayhost_maps", "@example.org", False),
        ("sender_dependent_relayhost_maps", "<>", False),
    ],
)
def test_keys_that_postfix_never_looks_for_are_told_where_the_way_changes(name: str, key: str, *, dead: bool) -> None:
    now = configuration(f"{name} = hash:/t", t={key: "smtp:[mail.partner.example]"})
    then = configuration(f"{name} = hash:/t", "relayhost = [smtp.example.net]", t={key: "smtp:[mail.partner.example]"})
    assert ("table-keys" in findings({}, now, then)) is dead
    assert "table-keys" not in findings({}, then, then)


def test_patterns_are_no_keys() -> None:
    then = configuration("transport_maps = regexp:/t", "relayhost = [smtp.example.net]")
    then = then._replace(tables={"regexp:/t": {"/.*/": "smtp:"}})
    assert "table-keys" not in findings({}, configuration(), then)


@pytest.mark.parametrize(("keys", "holds"), [({"@example.org": HOP}, True), ({"@example.net": HOP}, False)])
def test_the_route_of_a_sender_goes_before_the_smarthost(keys: dict[str, str], *, holds: bool) -> None:
    document = {"postfix::relayhost": "[smtp.example.net]", "sendoff::domains": ["example.net", "example.org"]}
    lines = ("relayhost = [smtp.example.net]", "sender_dependent_relayhost_maps = hash:/senders")
    then = configuration(*lines, senders=keys)
    where = around(document, configuration(), then)
    made = stage(where, {})
    routed = through("smtp.example.org:587", "route", sender="app@example.org")

    def seen(mail: Mail) -> Observed:
        return routed(mail) if mail.id == "app-as-example.org" else through("smtp.example.net")(mail)

    found = judge(Scene(where, made, world(made, usual), world(made, seen)))
    failed = [each.text for each in found if each.result == "fail" and each.id == "rehearsal-smarthost-takes-all"]
    assert (not failed) is holds


@pytest.mark.parametrize(("hop", "now", "implicit"), [
    ("[smtp.example.net]:587", "", False), ("[smtp.example.net]", "", False), ("[smtp.example.net]:465", "", True),
    ("[smtp.example.net]:10465", "", True), ("[smtp.example.net]:587", "[smtp.example.net]:587", True),
])  # fmt: skip
def test_a_new_hop_does_not_begin_with_tls_because_the_new_configuration_does(
    hop: str, now: str, *, implicit: bool
) -> None:
    wrapped = "smtp_tls_wrappermode = yes"
    made = stage(around({}, configuration(wrapped, f"relayhost = {now}"), configuration(wrapped, f"relayhost = {hop}")))
    [found] = [each for each in made.stand_ins if hop in each.hops]
    assert found.implicit_tls is implicit


def test_a_route_that_takes_less_than_this_server_is_told() -> None:
    then = configuration("transport_maps = hash:/t", t={"partner.example": "smtp:[mail.partner.example]"})
    where = around({}, then, then)
    made = stage(where, {"[mail.partner.example]": Habit(size=1000)})
    seen = world(made, usual)
    [found] = [each for each in judge(Scene(where, made, seen, seen)) if each.id == "rehearsal-size-limit"]
    assert (found.result, found.level) == ("fail", WARN)
    assert found.text == "mail.partner.example takes 1000 bytes at most, and this server takes 400000"
