from __future__ import annotations

from typing import Any

from sendoff.change.facts import Ask, NotifyFacts, Unknown

from .build import applied, change, findings, only, points_at, quiet

KEY = "sendoff::notify"
RULE = "notify-unusable"
URLS = ["jsons://user:hunter2@example.net/", "nosuch://hunter2"]
ASK = Ask("notify", secret=tuple(URLS))


def document(urls: Any = URLS) -> dict[str, Any]:
    return {KEY: urls}


def test_warns_of_each_that_cannot_be_used_by_its_number_alone() -> None:
    found = only(RULE, change(document()), {ASK: NotifyFacts({2: "Apprise knows no such service"})})
    assert found.level == "warn"
    assert found.text == "Nobody is told by URL 2 of sendoff::notify: Apprise knows no such service."
    assert points_at(found, KEY)
    assert "hunter2" not in repr(found)
    both = findings(RULE, change(document()), {ASK: NotifyFacts({1: "x", 2: "y"})})
    assert [each.text.partition(": ")[2] for each in both] == ["x.", "y."]


def test_the_question_shows_no_url() -> None:
    assert "hunter2" not in repr(ASK)
    assert "hunter2" not in str(ASK)


def test_an_answer_that_could_not_be_had_is_said() -> None:
    found = only(RULE, change(document()), {ASK: Unknown("no answer within 8 s")})
    assert (found.level, found.unknown) == ("note", "no answer within 8 s")


def test_is_quiet_where_all_can_be_used_or_nothing_changes() -> None:
    assert quiet(RULE, change(document()), {ASK: NotifyFacts({})})
    assert quiet(RULE, change(document(), applied(document())))
    assert quiet(RULE, change({}, applied(document())))
