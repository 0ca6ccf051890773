from __future__ import annotations

from sendoff.change.facts import NextHopReply, Unknown

from .build import AUTHORITIES, DEBIAN, answering, applied, change, hop, machine, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-unresolvable"
MISSING = NextHopReply(error="smpt.example.net does not exist in the DNS", missing=True)


def test_refuses_a_name_that_does_not_exist() -> None:
    found = only(RULE, change({KEY: "[smpt.example.net]"}), {hop("[smpt.example.net]"): MISSING})
    assert found.level == "refuse"
    assert "smpt.example.net" in found.text
    assert points_at(found, KEY)


def test_warns_of_a_fallback() -> None:
    step = change({"postfix::smtp_fallback_relay": "[smpt.example.net]"})
    found = only(RULE, step, {hop("[smpt.example.net]"): MISSING})
    assert found.level == "warn"
    assert points_at(found, "postfix::smtp_fallback_relay")


def test_is_quiet_when_the_dns_could_not_be_asked_or_the_host_is_down() -> None:
    step = change({KEY: "[smtp.example.net]"})
    assert quiet(RULE, step, {hop("[smtp.example.net]"): Unknown("the resolver does not answer")})
    assert quiet(RULE, step, {hop("[smtp.example.net]"): NextHopReply(error="refused the connection")})
    assert quiet(RULE, step, {hop("[smtp.example.net]"): answering()})


def test_tells_the_host_when_postfix_looks_into_etc_hosts() -> None:
    step = change({KEY: "[smtp.example.net]"}, machine(DEBIAN + "smtp_host_lookup = dns, native\n"))
    assert quiet(RULE, step, {hop("[smtp.example.net]", f"native {AUTHORITIES}"): answering()})


def test_asks_nothing_when_the_route_stays() -> None:
    same = {KEY: "[smtp.example.net]"}
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))


DETOUR: dict[str, object] = {"sendoff::on_block": {"microsoft": "[relay.example.net]:587"}}


def test_a_detour_that_does_not_exist_is_refused() -> None:
    missing = NextHopReply(error="relay.example.net does not exist in the DNS", missing=True)
    found = only(RULE, change(DETOUR), {hop("[relay.example.net]:587"): missing})
    assert (found.level, points_at(found, "sendoff::on_block")) == ("refuse", True)
