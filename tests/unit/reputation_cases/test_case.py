"""A case as a value: its state, its due date, and how it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.reputation.cases.case import (
    Case,
    Contact,
    Event,
    Filled,
    Line,
    Matter,
    Request,
    last_of,
    restored,
    stored,
)

HOUR = 3_600_000_000
WHOLE = Case(
    3, "microsoft", (Event(1, "opened"), Event(5, "sent", "", "SRX-1"), Event(9, "refused", "no")),
    Matter("microsoft", "consumer", "address-blocked", "S3140", True, ("192.0.2.10",), 1, 2, 3, None,
           (Line(None, "", "550 ä"), Line(2, "mx", "550")), (7,)),
    ("example.org",), ("192.0.2.10",), Contact("Hostmaster", "hostmaster@example.com"), "web1.example.net", "cause",
    ("a", "b"),
    ("spf-pass",), Request("t", "https://x", "", False, (Filled("n", "v", "h"),), ("s",)),
)  # fmt: skip


def case(number: int = 1, *what: str) -> Case:
    return Case(number, "yahoo", tuple(Event(place, each) for place, each in enumerate(("opened", *what))))


@pytest.mark.parametrize(
    ("what", "state", "over"),
    [
        ((), "draft", False),
        (("sent",), "sent", False),
        (("sent", "refused"), "refused", False),
        (("sent", "refused", "sent"), "sent", False),
        (("sent", "ended"), "ended", True),
        (("closed",), "closed", True),
    ],
)
def test_the_state_follows_from_what_happened(what: tuple[str, ...], state: str, over: bool) -> None:
    found = case(1, *what)
    assert (found.state, found.over) == (state, over)


def test_an_answer_is_due_only_while_one_is_waited_for() -> None:
    assert case(1, "sent").due(24) == 1 + 24 * HOUR
    assert case(1, "sent", "refused", "sent").due(24) == 3 + 24 * HOUR
    for what in ((), ("sent", "refused"), ("sent", "ended")):
        assert case(1, *what).due(24) is None


def test_a_case_comes_back_as_it_was_kept() -> None:
    assert restored(json.loads(json.dumps(stored(WHOLE)))) == WHOLE
    assert WHOLE.ticket == "SRX-1"


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2}, {"schema": None}, {"events": []}, {"events": [{"at": "1", "what": "sent"}]},
        {"events": [{"at": True, "what": "sent"}]}, {"events": [{"at": 1, "what": "lost"}]},
        {"events": [{"at": 1, "what": "sent", "more": 1}]}, {"number": "x"}, {"matter": {}}, {"contact": None},
        {"request": {"fields": [1]}}, {"domains": 3},
    ],
)  # fmt: skip
def test_what_is_no_case_is_told_and_not_guessed(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"it|int"):
        restored({**stored(WHOLE), **change})


@pytest.mark.parametrize("name", list(stored(WHOLE)))
def test_a_member_that_is_missing_is_told(name: str) -> None:
    kept = stored(WHOLE)
    del kept[name]
    with pytest.raises(ValueError, match=r"lacks|version"):
        restored(kept)


def test_last_time_is_the_newest_that_is_over() -> None:
    cases = [case(1, "ended"), case(2, "closed"), case(3, "sent")]
    assert last_of(cases, "yahoo") == cases[1]
    assert last_of(cases, "google") is None
    assert last_of([case(3)], "yahoo") is None
