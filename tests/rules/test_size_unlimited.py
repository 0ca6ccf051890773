from __future__ import annotations

from .build import applied, change, only, points_at, quiet

KEY = "postfix::message_size_limit"


def test_notes_no_limit() -> None:
    found = only("size-unlimited", change({KEY: 0}))
    assert found.level == "note"
    assert points_at(found, KEY)


def test_is_quiet_about_any_limit_and_about_none_that_was() -> None:
    assert quiet("size-unlimited", change({KEY: 1}))
    assert quiet("size-unlimited", change({KEY: 0, "postfix::monitoring": False}, applied({KEY: 0})))
