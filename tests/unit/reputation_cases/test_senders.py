"""Who sent what: counted, cut, and marked where it is unusual."""

from __future__ import annotations

import pytest

from sendoff.reputation.cases.senders import KINDS, MANY, MOST, NEW, STRANGERS, Counting, Sender, marked


def names(**given: str) -> list[str | None]:
    return [given.get(kind.replace(" ", "_")) for kind in KINDS]


def test_deliveries_are_counted_by_everything_that_is_known_of_them() -> None:
    counting = Counting()
    counting.take(names(user="www-data", sender_domain="example.org"), "a@x", True, None)
    counting.take(names(user="www-data", sender_domain="example.org"), "a@x", False, "address-blocked")
    counting.take(names(user="www-data", sender_domain="example.net"), "b@x", False, "unknown-recipient")
    assert counting.top() == [
        Sender("user", "www-data", 1, 2, 2, 1),
        Sender("sender domain", "example.org", 1, 1, 1, 0),
        Sender("sender domain", "example.net", 0, 1, 1, 1),
    ]


def test_only_the_ones_with_the_most_mail_are_told() -> None:
    counting = Counting()
    for number in range(20):
        for _ in range(number + 1):
            counting.take(names(user=f"u{number}"), "a@x", True, None)
    assert [one.name for one in counting.top()] == [f"u{number}" for number in range(19, 19 - MOST, -1)]


@pytest.mark.parametrize(
    ("one", "marks"),
    [
        (Sender("user", "u", 99, 0, 99, 0), ()),
        (Sender("user", "u", 100, 0, 100, 0), (MANY,)),
        (Sender("user", "u", 0, 20, 20, 9), ()),
        (Sender("user", "u", 0, 20, 20, 10), (STRANGERS,)),
        (Sender("user", "u", 900, 10, 50, 10), ()),
        (Sender("user", "new", 1, 0, 1, 0), (NEW,)),
        (Sender("script", "new", 1, 0, 1, 0), ()),
    ],
)
def test_what_is_unusual_is_marked(one: Sender, marks: tuple[str, ...]) -> None:
    assert marked([one], {("user", "new")})[0].marks == marks
