from __future__ import annotations

from sendoff.change.facts import Ask, SpaceFacts

from .build import applied, change, machine, only, points_at, quiet

KEY = "postfix::message_size_limit"
RULE = "size-limit-space"
SPACE = Ask("space", "/var/spool/postfix")


def test_refuses_what_the_disk_cannot_hold() -> None:
    found = only(RULE, change({KEY: 1000000000}), {SPACE: SpaceFacts(1499999999)})
    assert found.level == "refuse"
    assert "452" in found.text
    assert points_at(found, KEY)


def test_is_quiet_at_one_and_a_half_times_the_limit() -> None:
    assert quiet(RULE, change({KEY: 1000000000}), {SPACE: SpaceFacts(1500000000)})


def test_looks_where_the_queue_is() -> None:
    step = change({KEY: 1000000000}, machine("queue_directory = /srv/queue\n"))
    assert "/srv/queue" in only(RULE, step, {Ask("space", "/srv/queue"): SpaceFacts(5)}).text


def test_asks_nothing_without_a_limit_or_a_change_of_it() -> None:
    assert quiet(RULE, change({KEY: 0}))
    assert quiet(RULE, change({"postfix::monitoring": False}, applied()))
