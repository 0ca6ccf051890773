"""The gate: from given facts, what comes first, what is not known, and what is in order."""

from __future__ import annotations

from typing import Any

import pytest

from sendoff.reputation.blocklist_reading import Blocklisted, Listing, NotAsked
from sendoff.reputation.blocklists import BLOCKLISTS
from sendoff.reputation.cases import PROVIDERS, gate, load
from sendoff.reputation.cases.case import Line, Matter
from sendoff.reputation.cases.gate import Item
from sendoff.reputation.dns import Answer
from sendoff.reputation.facts import Facts, Host, Relay, Reverse, Sent, Server, Source, SpfVerdict, Unknown

ADDRESS, HELO = "203.0.113.7", "web1.example.net"
LISTS = {one.zone: one for one in BLOCKLISTS}
NOW = 1_795_435_200_000_000
HOUR = 3_600_000_000
S3140 = "550 5.7.1 Unfortunately, messages from [203.0.113.7] weren't sent (S3140)"
HIDDEN = Unknown("no answer within 10 s")


def answer(name: str, kind: str, *values: str) -> Answer:
    return Answer(name, kind, "found" if values else "no-data", values)


def host(name: str, *addresses: str) -> Host:
    return Host(name, answer(name, "A", *addresses), answer(name, "AAAA"))


def listings(*listed: tuple[str, str], state: str = "clean") -> Blocklisted:
    """Return what the lists say: `listed` are (zone, code), all others say `state`."""
    on = dict(listed)
    return Blocklisted(
        tuple(
            Listing(one, ADDRESS, "listed" if zone in on else state, f"x.{zone}", (on[zone],) if zone in on else ())
            for zone, one in LISTS.items()
            if "ip4" in one.lists
        )
    )


def facts(**changes: Any) -> Facts:
    """Return facts of a server that is in order, without a sending domain."""
    server = Server(HELO, (Source(ADDRESS, "the outgoing interface"),), parameters={"smtp_tls_security_level": "may"})
    found: dict[str, Any] = {
        "server": server,
        "helo": host(HELO, ADDRESS),
        "reverse": (Reverse(ADDRESS, answer("r", "PTR", HELO), (host(HELO, ADDRESS),)),),
        "relay": Relay(554, "5.7.1 Relay access denied", "203.0.113.8"),
        "domains": (),
        "sent": Sent(),
        "spf": (SpfVerdict("mailfrom", "example.org", ADDRESS, "pass"),),
        "organizations": {},
        "blocklists": listings(),
    }
    return Facts({**found, **changes})


def states(name: str, given: Facts) -> dict[str, set[str]]:
    """Return the ids of what a provider's gate finds, by state."""
    found: dict[str, set[str]] = {}
    for item in gate.judged(load(name), given):
        found.setdefault(item.state, set()).add(item.id)
    return found


def matters(name: str, *confirmed: str, **changes: Any) -> dict[str, str]:
    line = (Line(NOW, "", S3140),)
    matter = Matter("microsoft", "consumer", "address-blocked", permanent=True, lines=line)._replace(**changes)
    return {item.id: item.state for item in gate.matters(load(name), matter, NOW, confirmed)}


@pytest.mark.parametrize("name", [name for name in PROVIDERS if not load(name).listed])
def test_a_server_in_order_finds_the_gate_open(name: str) -> None:
    found = states(name, facts())
    assert set(found) <= {"fine", "skipped", "advice"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_what_is_not_known_is_never_taken_for_fine(name: str) -> None:
    found = states(name, facts(reverse=HIDDEN, relay=HIDDEN))
    assert found["unknown"] >= {"reverse-name", "reverse-confirmed", "relay-closed"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_an_address_without_a_reverse_name_comes_first(name: str) -> None:
    found = states(name, facts(reverse=(Reverse(ADDRESS, answer("r", "PTR")),)))
    assert "reverse-name" in found["first"]


@pytest.mark.parametrize("name", PROVIDERS)
def test_who_sends_by_a_smarthost_is_not_the_one_to_ask(name: str) -> None:
    server = Server(HELO, (Source(ADDRESS, "x"),), smarthost="[relay.example.com]")
    assert "smarthost" in states(name, facts(server=server))["first"]


@pytest.mark.parametrize("name", ["microsoft", "microsoft-365", "google", "yahoo", "gmx"])
def test_spamhaus_comes_before_everybody_who_uses_it(name: str) -> None:
    found = states(name, facts(blocklists=listings(("zen.spamhaus.org", "127.0.0.4"))))
    assert "blocklist-address" in found["first"]


def test_only_the_lists_that_a_provider_uses_stop_its_gate() -> None:
    others = listings(("b.barracudacentral.org", "127.0.0.2"), ("bl.spamcop.net", "127.0.0.2"))
    assert "first" not in states("microsoft", facts(blocklists=others))
    assert "blocklist-address" in states("gmx", facts(blocklists=others))["first"]


def test_a_list_that_did_not_answer_is_unknown() -> None:
    found = states("microsoft", facts(blocklists=listings(state="unknown")))
    assert "blocklist-address" in found["unknown"]
    asked = states("microsoft", facts(blocklists=Blocklisted((), (NotAsked("x", "private", unknown=True),))))
    assert "blocklist-address" in asked["unknown"]


def test_a_list_is_asked_only_for_what_it_lists() -> None:
    assert "listed" in states("spamhaus", facts())["first"]
    assert "listed" in states("spamhaus", facts(blocklists=HIDDEN))["unknown"]
    assert "listed" in states("spamhaus", facts(blocklists=listings(state="unknown")))["unknown"]
    on = facts(blocklists=listings(("zen.spamhaus.org", "127.0.0.4")))
    assert "listed" in states("spamhaus", on)["fine"]
    assert gate.codes(load("spamhaus"), on) == ((ADDRESS,), ("127.0.0.4",))


def test_a_list_that_answers_only_some_stops_nobody() -> None:
    assert "listed" in states("barracuda", facts())["advice"]
    assert "listed" in states("barracuda", facts(blocklists=listings(state="unknown")))["advice"]


def test_what_should_be_so_is_told_and_stops_nobody() -> None:
    generic = (Reverse(ADDRESS, answer("r", "PTR", "dyn-203-0-113-7.example.net"), (host(HELO, ADDRESS),)),)
    found = states("microsoft", facts(reverse=generic))
    assert "reverse-generic" in found["advice"]


def test_mail_that_is_accepted_again_needs_no_request() -> None:
    assert matters("microsoft", accepted_at=NOW) == {"refused": "first"}


def test_a_reply_that_no_request_lifts_says_what_does() -> None:
    assert matters("microsoft", kind="dmarc") == {"reply": "first"}
    matter = Matter("microsoft", "consumer", "dmarc", lines=(Line(None, "", "550 5.7.509"),))
    [item] = gate.matters(load("microsoft"), matter, NOW, ())
    assert "no request lifts that" in item.told.lower()
    assert "sendoff doctor" in item.mend


def test_another_providers_words_are_not_this_ones() -> None:
    assert matters("google") == {"reply": "first", "spam-rate": "unknown"}


def test_words_that_nobody_knows_are_not_taken_for_a_block() -> None:
    assert matters("microsoft", kind="unknown", provider="") == {"reply": "unknown"}
    assert matters("google", "spam-rate", provider="") == {"reply": "unknown", "spam-rate": "fine"}


@pytest.mark.parametrize(("hours", "stopped"), [(1, True), (23, True), (24, False), (100, False)])
def test_temporary_replies_must_have_lasted(hours: int, stopped: bool) -> None:
    found = matters("microsoft", permanent=False, first=NOW - hours * HOUR)
    assert found == ({"lasting": "first"} if stopped else {})
    assert matters("microsoft", permanent=True, first=NOW - hours * HOUR) == {}


def test_a_person_confirms_what_only_a_person_can_see() -> None:
    changes = {"provider": "t-online", "part": "", "lines": (Line(None, "", "554 (NOWL)"),)}
    assert matters("t-online", **changes) == {"imprint": "unknown"}
    assert matters("t-online", "imprint", **changes) == {"imprint": "fine"}


def test_what_is_passed_over_stays_to_be_seen_and_proves_nothing() -> None:
    items = [Item("spf-pass", "first", "a", "b"), Item("reverse-name", "unknown", "a", "b")]
    over = gate.passed_over(items, ["spf-pass", "reverse-name"], [])
    assert [item.state for item in over] == ["although", "unknown"]
    assert [item.state for item in gate.passed_over(items, [], ["spf-pass", "reverse-name"])] == ["first", "although"]
    assert gate.proved(over, load("microsoft")) == ()


def test_only_what_was_asked_and_is_so_is_a_proof() -> None:
    items = [
        Item("reverse-name", "fine", ADDRESS, f"{HELO}"),
        Item("spf-pass", "skipped", "x", "does not apply"),
        Item("dkim-key", "fine", "x", "not in must"),
    ]
    [told] = gate.proved(items, load("microsoft"))
    assert HELO in told
