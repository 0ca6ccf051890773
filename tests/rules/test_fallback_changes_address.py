from __future__ import annotations

from .build import applied, change, only, points_at, quiet

KEY = "postfix::smtp_fallback_relay"
RULE = "fallback-changes-address"


def test_notes_that_spf_must_cover_it() -> None:
    found = only(RULE, change({KEY: "[fallback.example.net]", "postfix::envelope_from": "web@example.com"}))
    assert found.level == "note"
    assert "[fallback.example.net]" in found.text
    assert "SPF of example.com" in found.text
    assert points_at(found, KEY)


def test_is_quiet_when_it_was_there_before_or_goes() -> None:
    same = {KEY: "[fallback.example.net]"}
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))
    assert quiet(RULE, change({}, applied(same)))
