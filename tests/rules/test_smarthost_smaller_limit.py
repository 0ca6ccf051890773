from __future__ import annotations

import pytest

from sendoff.change.facts import NextHopReply, Unknown

from .build import answering, applied, change, hop, only, points_at, quiet

KEY = "postfix::message_size_limit"
RULE = "smarthost-smaller-limit"
RELAY = {"postfix::relayhost": "[smtp.example.net]:587"}
HOP = hop("[smtp.example.net]:587")


def test_warns_of_a_smaller_smarthost() -> None:
    found = only(RULE, change({**RELAY, KEY: 25600000}), {HOP: answering(capabilities={"SIZE": "10240000"})})
    assert found.level == "warn"
    assert "10240000" in found.text
    assert "25600000" in found.text
    assert points_at(found, KEY)


def test_warns_where_we_have_no_limit() -> None:
    assert "any size" in only(RULE, change({**RELAY, KEY: 0}), {HOP: answering()}).text


@pytest.mark.parametrize("size", ["25600000", "52428800", "0", "", "big"])
def test_is_quiet_about_enough_and_about_no_announcement(size: str) -> None:
    assert quiet(RULE, change(RELAY), {HOP: answering(capabilities={"SIZE": size})})


def test_is_quiet_without_an_answer() -> None:
    assert quiet(RULE, change(RELAY), {HOP: Unknown("no answer")})
    assert quiet(RULE, change(RELAY), {HOP: NextHopReply(error="refused the connection")})


def test_asks_nothing_without_a_smarthost_or_a_change() -> None:
    assert quiet(RULE, change({KEY: 0}))
    assert quiet(RULE, change({**RELAY, "postfix::monitoring": False}, applied(RELAY)))
