"""A provider's overdue answer, as `sendoff check` and `sendoff status` tell it."""

from __future__ import annotations

from tests.unit.monitor.build import NOW, facts, found

from sendoff.change.facts import Unknown
from sendoff.monitor.case import Due
from sendoff.monitor.check import OK, UNKNOWN, WARNING
from sendoff.monitor.check_facts import HOUR
from sendoff.render import status_cases
from sendoff.render.style import Style
from sendoff.reputation.cases.case import Case, Event


def late(number: int, hours: int) -> Due:
    return Due(number, "microsoft", NOW - (hours + 24) * HOUR, NOW - hours * HOUR)


def test_an_overdue_answer_warns_and_names_the_case() -> None:
    judgement = found("case-due", facts(cases=(late(3, 30), late(4, 1))))
    assert judgement.state == WARNING
    assert judgement.text == ("2 answers overdue: microsoft (case 3, 1 d 6 h late), microsoft (case 4, 1 h late)")
    assert [str(metric) for metric in judgement.metrics] == ["'overdue_cases'=2;;;0"]


def test_many_are_not_all_named() -> None:
    told = found("case-due", facts(cases=tuple(late(number, 1) for number in range(1, 9)))).text
    assert told.endswith(" and 5 more")


def test_no_case_is_ok_and_a_folder_that_cannot_be_read_is_unknown() -> None:
    assert found("case-due", facts(cases=())).state == OK
    assert found("case-due", facts(cases=Unknown("cannot list"))).state == UNKNOWN


def test_the_status_has_the_open_cases_and_what_is_late() -> None:
    cases = [
        (Case(1, "google", (Event(NOW - HOUR, "opened"),)), None),
        (Case(2, "microsoft", (Event(NOW - 30 * HOUR, "opened"), Event(NOW - 25 * HOUR, "sent"))), NOW - HOUR),
        (Case(3, "yahoo", (Event(NOW - HOUR, "opened"), Event(NOW, "ended"))), None),
    ]
    members = status_cases.members(cases, NOW, ["/x/4.json"])
    assert [(one["number"], one["state"], one["overdue"]) for one in members["cases"]] == [
        (1, "draft", False),
        (2, "sent", True),
    ]
    told = list(status_cases.lines(members, Style()))
    assert told == [
        "case        1 with google not sent yet: `sendoff case show 1`",
        "case        2 with microsoft waits for an answer, overdue: `sendoff case show 2`",
        "case        unknown: /x/4.json cannot be read",
    ]


def test_without_cases_the_status_says_nothing() -> None:
    assert list(status_cases.lines(status_cases.members((), NOW), Style())) == []
    assert list(status_cases.lines(status_cases.unknown("why"), Style())) == ["case        unknown: why"]
