from __future__ import annotations

from .build import applied, change, only, points_at, quiet

KEY = "postfix::envelope_from"
RULE = "envelope-from-covers-all"


def test_notes_whose_spf_decides() -> None:
    found = only(RULE, change({KEY: "web@example.com"}))
    assert found.level == "note"
    assert "SPF of example.com" in found.text
    assert points_at(found, KEY)


def test_is_quiet_without_one_and_when_it_stays() -> None:
    same = {KEY: "web@example.com"}
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({**same, "postfix::message_size_limit": 30000000}, applied(same)))
