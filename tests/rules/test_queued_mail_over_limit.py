from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, QueueFacts

from .build import applied, bare, change, only, points_at, quiet

KEY = "postfix::message_size_limit"
RULE = "queued-mail-over-limit"


def test_warns_of_larger_mail_in_the_queue() -> None:
    found = only(RULE, change({KEY: 1000000}, applied()), {Ask("queue", "1000000"): QueueFacts(20, 3)})
    assert found.level == "warn"
    assert "3 of 20" in found.text
    assert points_at(found, KEY)


def test_asks_when_there_was_no_limit() -> None:
    answers = {Ask("queue", "1000000"): QueueFacts(20, 3)}
    only(RULE, change({KEY: 1000000}, applied({KEY: 0})), answers)


def test_is_quiet_when_all_fit() -> None:
    assert quiet(RULE, change({KEY: 1000000}, applied()), {Ask("queue", "1000000"): QueueFacts(20, 0)})


@pytest.mark.parametrize("limit", [30000000, 25600000, 0])
def test_asks_nothing_when_the_limit_does_not_fall(limit: int) -> None:
    assert quiet(RULE, change({KEY: limit}, applied()))


def test_asks_nothing_on_a_bare_machine() -> None:
    assert quiet(RULE, change({KEY: 1000000}, bare()))
