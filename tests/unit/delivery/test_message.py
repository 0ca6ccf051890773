"""A recipient's fate is a merge: it does not matter in which order lines come, nor how often."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from sendoff.delivery.attempts import attempt
from sendoff.delivery.event import Event
from sendoff.delivery.message import Delivery, Message, split

SECOND = 1_000_000


def tried(at: int, status: str, *, relay: str = "mx.example.net[192.0.2.1]:25", reply: str = "x") -> Event:
    times = f"delay={at}, delays={at}/0/0/0"
    text = f"0BB9F3B: to=<a@example.net>, relay={relay}, {times}, dsn=4.0.0, status={status} ({reply})"
    found = attempt(text, at * SECOND, "postfix", "postfix/smtp[1]:")
    assert found
    return found


def taken(*events: Event) -> Delivery:
    made = Delivery(0, ("a", "example.net"), None, "", events[0][1])
    for each in events:
        made.take(each, each[15], tls="", tried="", generation=None)
    return made


def fate(found: Delivery) -> tuple[object, ...]:
    return found.status, found.attempts, found.reply, found.delay, found.first_seen, found.last_seen, found.relay


FATES = [
    ("deferred", "deferred", "sent"), ("deferred", "deferred", "bounced"), ("deferred", "deferred", "deferred"),
    ("sent",), ("SOFTBOUNCE", "deferred", "sent"),
]  # fmt: skip


@pytest.mark.parametrize("statuses", FATES)
def test_attempts_in_any_order_and_any_number_give_one_fate(statuses: tuple[str, ...]) -> None:
    events = [tried(number * 300, status, reply=f"reply {number}") for number, status in enumerate(statuses)]
    expected = fate(taken(*events))
    assert expected[:3] == (statuses[-1], len(statuses), f"reply {len(statuses) - 1}")
    for order in permutations(events):
        assert fate(taken(*order)) == expected
        assert fate(taken(*order, *order)) == expected
    pick = random.Random(1)  # noqa: S311 # nobody is to be kept from guessing it
    for _ in range(20):
        assert fate(taken(*events, *pick.choices(events, k=5))) == expected


def test_nothing_follows_an_end() -> None:
    assert taken(tried(0, "sent"), tried(300, "deferred")).status == "sent"


def test_of_an_alias_whose_members_fared_differently_the_failure_counts() -> None:
    first, second = (tried(0, status, relay="local", reply=status) for status in ("sent", "bounced"))
    for order in ((first, second), (second, first)):
        assert fate(taken(*order))[:3] == ("bounced", 1, "bounced")


def test_two_attempts_of_one_text_within_a_second_are_one() -> None:
    assert taken(tried(5, "deferred"), tried(5, "deferred")).attempts == 1


def test_an_attempt_in_the_hour_that_comes_twice_is_known_again_as_the_other() -> None:
    first = tried(5, "deferred")
    assert taken(first, (first[0], first[1] + 3600 * SECOND, *first[2:])).attempts == 1


def test_a_soft_bounce_waits() -> None:
    assert taken(tried(0, "SOFTBOUNCE")).status == "deferred"


@pytest.mark.parametrize(("address", "expected"), [
    ("a@Example.NET", ("a", "example.net")), ("root", ("root", "")), ("", ("", "")), ('"a@b"@c.d', ('"a@b"', "c.d")),
    ("A.B@x", ("A.B", "x")), ("ü@ü.example", ("ü", "ü.example")), ("@x", ("", "x")),
])  # fmt: skip
def test_an_address_has_a_local_part_and_a_domain(address: str, expected: tuple[str, str]) -> None:
    assert split(address) == expected


def test_a_recipient_that_the_queue_told_first_is_the_one_that_the_log_tells_then() -> None:
    message = Message(1, "postfix", "0BB9F3B", 0)
    queued = message.delivery(("a", "example.net"), None, "", 0)
    assert message.delivery(("a", "example.net"), "alias@example.net", "", 1) is queued
    assert (len(message.deliveries), queued.original) == (1, "alias@example.net")
    other = message.delivery(("a", "example.net"), None, "", 2)
    assert (other is queued, other.number) == (False, 1)
