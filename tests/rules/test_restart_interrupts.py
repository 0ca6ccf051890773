from __future__ import annotations

from .build import applied, bare, change, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "restart-interrupts"


def test_warns_of_a_restart() -> None:
    found = only(RULE, change({KEY: "all"}, applied()))
    assert found.level == "warn"
    assert "inet_interfaces becomes all" in found.text
    assert points_at(found, KEY)


def test_is_quiet_about_a_reload_and_a_start() -> None:
    assert quiet(RULE, change({"postfix::message_size_limit": 30000000}, applied()))
    assert quiet(RULE, change({KEY: "all"}, bare()))
    assert quiet(RULE, change({KEY: "all"}, applied(running=False)))
    assert quiet(RULE, change({}, applied()))
