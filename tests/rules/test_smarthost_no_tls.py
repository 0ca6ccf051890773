from __future__ import annotations

import pytest

from sendoff.change.facts import NextHopReply, Unknown

from .build import answering, change, hop, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-no-tls"
HOP = hop("[smtp.example.net]:587")
LOGIN = {KEY: "[smtp.example.net]:587", "postfix::smtp_sasl_password_maps": {"smtp.example.net": "user:password"}}


@pytest.mark.parametrize("level", ["secure", "encrypt"])
def test_refuses_a_smarthost_without_tls(level: str) -> None:
    found = only(RULE, change({**LOGIN, "sendoff::smarthost_tls": level}), {HOP: answering(starttls=False)})
    assert found.level == "refuse"
    assert "no STARTTLS" in found.text
    assert points_at(found, KEY)


def test_warns_where_it_was_asked_for() -> None:
    found = only(RULE, change({**LOGIN, "sendoff::smarthost_tls": "may"}), {HOP: answering(starttls=False)})
    assert found.level == "warn"
    assert "clear text" in found.text


def test_is_quiet_with_tls_or_without_an_answer() -> None:
    assert quiet(RULE, change(LOGIN), {HOP: answering()})
    assert quiet(RULE, change(LOGIN), {HOP: Unknown("no answer")})
    assert quiet(RULE, change(LOGIN), {HOP: NextHopReply(error="refused the connection")})


def test_asks_nothing_without_credentials() -> None:
    assert quiet(RULE, change({KEY: "[smtp.example.net]:587"}))


DETOUR: dict[str, object] = {
    "sendoff::on_block": {"microsoft": "[relay.example.net]:587"},
    "postfix::smtp_sasl_password_maps": {"[relay.example.net]:587": "user:password"},
}


def test_a_detour_that_gets_credentials_must_offer_tls() -> None:
    found = only(RULE, change(DETOUR), {hop("[relay.example.net]:587"): answering(starttls=False)})
    assert (found.level, points_at(found, "sendoff::on_block")) == ("refuse", True)
