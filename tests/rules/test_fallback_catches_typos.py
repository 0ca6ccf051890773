from __future__ import annotations

from .build import applied, change, only, points_at, quiet

KEY = "postfix::smtp_fallback_relay"
RULE = "fallback-catches-typos"


def test_warns_of_a_fallback_in_direct_delivery() -> None:
    found = only(RULE, change({KEY: "[fallback.example.net]"}))
    assert found.level == "warn"
    assert points_at(found, KEY)


def test_warns_when_the_smarthost_goes() -> None:
    before = applied({KEY: "[fallback.example.net]", "postfix::relayhost": "[smtp.example.net]"})
    only(RULE, change({KEY: "[fallback.example.net]"}, before))


def test_is_quiet_behind_a_smarthost_or_without_a_change() -> None:
    same = {KEY: "[fallback.example.net]"}
    assert quiet(RULE, change({**same, "postfix::relayhost": "[smtp.example.net]"}))
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))
