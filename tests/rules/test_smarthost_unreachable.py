from __future__ import annotations

from sendoff.change.facts import NextHopReply, Unknown

from .build import answering, applied, change, hop, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-unreachable"
HOP = hop("[smtp.example.net]:587")
STEP = change({KEY: "[smtp.example.net]:587"})


def test_warns_of_a_smarthost_that_is_down() -> None:
    found = only(RULE, STEP, {HOP: NextHopReply(error="192.0.2.25 port 587 refused the connection")})
    assert found.level == "warn"
    assert "192.0.2.25 port 587 refused the connection" in found.text
    assert points_at(found, KEY)


def test_says_when_it_could_not_be_asked() -> None:
    found = only(RULE, STEP, {HOP: Unknown("no answer within 8 s")})
    assert (found.level, found.unknown) == ("note", "no answer within 8 s")


def test_is_quiet_about_an_answer() -> None:
    assert quiet(RULE, STEP, {HOP: answering()})


def test_leaves_missing_names_to_smarthost_unresolvable() -> None:
    assert quiet(RULE, STEP, {HOP: NextHopReply(error="does not exist", missing=True)})


def test_asks_nothing_for_direct_delivery_or_without_a_change() -> None:
    assert quiet(RULE, change({}))
    same = {KEY: "[smtp.example.net]:587"}
    assert quiet(RULE, change(same, applied(same)))


DETOUR: dict[str, object] = {"sendoff::on_block": {"microsoft": "[relay.example.net]:587"}}


def test_a_detour_is_asked_when_it_is_named_and_not_only_when_it_is_used() -> None:
    found = only(RULE, change(DETOUR), {hop("[relay.example.net]:587"): NextHopReply(error="refused the connection")})
    assert (found.level, points_at(found, "sendoff::on_block")) == ("warn", True)
    assert quiet(RULE, change(DETOUR, applied(DETOUR)))
