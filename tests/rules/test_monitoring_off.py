from __future__ import annotations

from .build import change, only, points_at, quiet

KEY = "postfix::monitoring"


def test_notes_that_nobody_watches() -> None:
    found = only("monitoring-off", change({KEY: False}))
    assert found.level == "note"
    assert points_at(found, KEY)


def test_is_quiet_when_it_is_on() -> None:
    assert quiet("monitoring-off", change({}))
    assert quiet("monitoring-off", change({KEY: True}))
