"""The course of incidents: what opens one, what ends it, who is counted."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendoff.monitor.incident_who import MOST_VALUES, Who
from sendoff.monitor.incidents import (
    DAY,
    HOUR,
    MICRO,
    Accepted,
    Course,
    Refusal,
    State,
    ordered,
    server,
)

NOW = 1_795_000_000 * MICRO
HOT = ("microsoft", "consumer", "address-blocked")
GOOGLE = ("google", "", "spf")
LIST = ("spamhaus", "blocklist", "address-listed")


def refusal(after: int = 0, key: tuple[str, str, str] = HOT, **changes: Any) -> Refusal:
    """Return a refusal so many microseconds after NOW."""
    usual: dict[str, Any] = {
        "when": NOW + after, "order": ("4A", "a@example.org"), "key": key, "code": "S3140", "server": "outlook.com",
        "relay": "mx.outlook.com[192.0.2.1]", "reply": "550 no", "sender": "shop@example.net", "user": "user www-data",
        "recipient": "a@example.org", "domain": "example.net",
    }  # fmt: skip
    return Refusal(**(usual | changes))


def accepted(after: int, provider: str = "microsoft", part: str = "consumer", **changes: Any) -> Accepted:
    found = Accepted(NOW + after, provider, part, "outlook.com", "example.net")
    return found._replace(**changes)


class Run:
    """Outcomes that were taken, and what came of them."""

    def __init__(self, *outcomes: Refusal | Accepted) -> None:
        numbers, self.old = itertools.count(1), dict[tuple[str, str, str], list[State]]()
        self.who: dict[int, Who] = {}
        self.course = Course(
            {}, {}, new=lambda _: next(numbers), earlier=lambda key: self.old.setdefault(key, []),
            background=lambda _: (7, NOW - HOUR),
        )  # fmt: skip
        self.course.run(ordered(outcomes), lambda state: self.who.setdefault(state.id, Who()))

    @property
    def all(self) -> list[State]:
        return sorted(self.course.touched.values(), key=lambda one: one.id)

    @property
    def one(self) -> State:
        [found] = self.all
        return found


def test_the_first_refusal_is_the_example_and_the_last_one_counts() -> None:
    found = Run(refusal(5), refusal(0, reply="550 first", relay="first"), refusal(9, code="")).one
    assert (found.first, found.last, found.refused, found.reply, found.relay) == (NOW, NOW + 9, 3, "550 first", "first")
    assert (found.provider_code, found.generation, found.changed) == ("S3140", 7, NOW - HOUR)


def test_the_change_of_long_before_explains_nothing() -> None:
    assert Run(refusal(2 * DAY)).one.changed is None
    assert Run(refusal(2 * DAY)).one.generation == 7


@pytest.mark.parametrize(("after", "closed"), [(-1, None), (0, None), (1, NOW + 1)])
def test_only_mail_that_was_accepted_later_than_the_last_refusal_ends_it(after: int, closed: int | None) -> None:
    assert Run(refusal(), accepted(after)).one.closed == closed


def test_the_first_such_mail_is_the_end_and_more_is_not_counted() -> None:
    found = Run(refusal(), accepted(4), accepted(5), accepted(6)).one
    assert (found.closed, found.accepted_since) == (NOW + 4, 1)


@pytest.mark.parametrize("change", [{"provider": "google"}, {"part": "365"}, {"part": ""}])
def test_mail_elsewhere_ends_nothing(change: dict[str, Any]) -> None:
    assert Run(refusal(), accepted(4)._replace(**change)).one.closed is None


def test_within_an_hour_it_is_the_same_one_again() -> None:
    found = Run(refusal(), accepted(4), refusal(4 + HOUR)).one
    assert (found.closed, found.reopened, found.refused, found.accepted_since) == (None, 1, 2, 0)


def test_after_an_hour_it_is_another_one() -> None:
    run = Run(refusal(), accepted(4), refusal(5 + HOUR))
    assert [(one.closed, one.reopened, one.refused) for one in run.all] == [(NOW + 4, 0, 1), (None, 0, 1)]
    assert run.course.states[HOT].id == 2
    assert [one.id for one in run.old[HOT]] == [1]


def test_an_open_one_stays_one_however_long_nothing_is_tried() -> None:
    found = Run(refusal(), refusal(90 * DAY)).one
    assert (found.refused, found.last) == (2, NOW + 90 * DAY)


def test_classes_and_parts_have_incidents_of_their_own() -> None:
    keys = [HOT, ("microsoft", "365", "address-blocked"), ("microsoft", "consumer", "rate")]
    run = Run(*(refusal(number, key) for number, key in enumerate(keys)), accepted(9))
    assert [one.closed is None for one in run.all] == [False, True, False]


def test_where_the_sending_domain_is_the_reason_its_own_mail_counts() -> None:
    first = refusal(0, GOOGLE, domain="a.example")
    last = refusal(1, GOOGLE, domain="b.example")
    other = accepted(5, "google", "", domain="a.example")
    assert Run(first, last, other).one.closed is None
    assert Run(first, last, other).one.accepted_since == 1
    assert Run(first, last, other, other._replace(when=NOW + 6, domain="b.example")).one.closed == NOW + 6


@pytest.mark.parametrize(("servers", "after", "count"), [
    (("a.example", "a.example"), 1, 0),
    (("a.example", "b.example"), 1, 1),
    (("a.example", "b.example"), DAY, 1),
    (("a.example", "b.example"), DAY + 1, 0),
])  # fmt: skip
def test_a_blocklist_needs_two_servers_within_a_day(servers: tuple[str, str], after: int, count: int) -> None:
    assert len(Run(refusal(0, LIST, server=servers[0]), refusal(after, LIST, server=servers[1])).all) == count


def test_both_servers_words_count_and_either_ends_it() -> None:
    both = (refusal(0, LIST, server="a.example", reply="first"), refusal(5, LIST, server="b.example"))
    found = Run(*both).one
    assert (found.refused, found.first, found.last, found.reply) == (2, NOW, NOW + 5, "first")
    assert Run(*both, accepted(9, "other", "", server="c.example")).one.closed is None
    assert Run(*both, accepted(9, "other", "", server="a.example")).one.closed == NOW + 9


def test_a_list_that_is_open_needs_no_second_server_any_more() -> None:
    both = (refusal(0, LIST, server="a.example"), refusal(5, LIST, server="b.example"))
    assert Run(*both, refusal(9 * DAY, LIST, server="b.example")).one.refused == 3


def test_what_is_told_late_goes_where_it_belongs() -> None:
    run = Run(refusal(3 * DAY))
    course = run.course
    course.run(ordered([refusal(0), accepted(9), refusal(DAY)]), lambda state: run.who.setdefault(state.id, Who()))
    assert [(one.first - NOW, one.closed and one.closed - NOW) for one in run.all] == [
        (3 * DAY, None), (0, 9), (DAY, None),
    ]  # fmt: skip
    assert course.states[HOT].first == NOW + 3 * DAY


def test_values_are_counted_by_kind_and_what_is_not_known_is_not() -> None:
    who = Run(refusal(), refusal(1, sender="", user="", recipient="b@example.org")).who[1]
    assert who.counts == {
        "sender": {"shop@example.net": 1}, "user": {"user www-data": 1},
        "recipient": {"a@example.org": 1, "b@example.org": 1}, "domain": {"example.net": 2},
        "server": {"outlook.com": 2},
    }  # fmt: skip


def test_beyond_a_thousand_the_rest_is_one() -> None:
    run = Run(*(refusal(number, recipient=f"{number}@example.org") for number in range(MOST_VALUES + 5)))
    assert len(run.who[1].counts["recipient"]) == MOST_VALUES + 1
    assert run.who[1].count("recipient", "") == 5


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3 * HOUR // MICRO), st.booleans(), st.sampled_from([HOT, GOOGLE]), st.text("ab", max_size=1)
        ),
        max_size=30,
    )
)
def test_the_order_in_which_outcomes_are_handed_over_does_not_matter(
    given_ones: list[tuple[int, bool, tuple[str, str, str], str]],
) -> None:
    outcomes: list[Refusal | Accepted] = [
        refusal(at * MICRO, key, domain=f"{domain}.example", order=(str(at), domain))
        if refused
        else accepted(at * MICRO, key[0], key[1], domain=f"{domain}.example")
        for at, refused, key, domain in given_ones
    ]
    forth, back = Run(*outcomes), Run(*reversed(outcomes))
    assert [_values(one) for one in forth.all] == [_values(one) for one in back.all]
    assert all(one.closed is None or one.closed > one.last for one in forth.all)
    assert sum(one.refused for one in forth.all) == sum(refused for _, refused, _, _ in given_ones)


def _values(state: State) -> list[Any]:
    return [getattr(state, name) for name in State.__slots__]


@pytest.mark.parametrize(("relay", "name"), [
    ("mx1.mail.example.org[192.0.2.1]:25", "example.org"),
    ("MX.Example.Org.[192.0.2.1]:25", "example.org"),
    ("mx.example.co.uk[192.0.2.1]:25", "example.co.uk"),
    ("a.b.example.com.br[192.0.2.1]:25", "example.com.br"),
    ("example.org[192.0.2.1]:25", "example.org"),
    ("unknown[192.0.2.1]:25", "192.0.2.1"),
    ("192.0.2.1[192.0.2.1]:25", "192.0.2.1"),
    ("[2001:db8::1]:25", "2001:db8::1"),
    ("localhost[192.0.2.1]:25", "localhost"),
])  # fmt: skip
def test_a_server_is_known_by_what_looks_like_its_domain(relay: str, name: str) -> None:
    assert server(relay) == name
