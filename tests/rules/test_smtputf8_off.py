from __future__ import annotations

from .build import change, machine, only, points_at, quiet

KEY = "postfix::smtputf8_enable"


def test_notes_that_it_goes_off() -> None:
    found = only("smtputf8-off", change({KEY: "no"}))
    assert found.level == "note"
    assert points_at(found, KEY)


def test_is_quiet_when_it_is_on_or_was_off() -> None:
    assert quiet("smtputf8-off", change({}))
    assert quiet("smtputf8-off", change({KEY: "no"}, machine("smtputf8_enable = no\n")))
