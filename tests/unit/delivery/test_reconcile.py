"""The ledger against the queue."""

from __future__ import annotations

from sendoff.delivery.reconcile import (
    MICRO,
    SETTLE,
    Correction,
    Listing,
    Open,
    gone,
    new_times,
    pause,
)
from sendoff.delivery.waiting import Recipient, Waiting

NOW = 2_000_000_000
BEGAN = NOW * MICRO
LONG_AGO = BEGAN - 3600 * MICRO


def waiting(queue_id: str, name: str = "deferred", recipients: int = 1, arrival: int = NOW - 3600) -> Waiting:
    found = tuple(Recipient(f"user{number}@example.net", "later") for number in range(recipients))
    return Waiting(name, queue_id, arrival, 1000, "me@example.org", found, forced_expire=False)


def known(message: int = 7, undelivered: int = 1, held: bool = False, last_seen: int = LONG_AGO) -> Open:
    return Open(message, last_seen, held, undelivered, None)


def corrections(ledger: dict[str, Open], *queue: Waiting) -> list[Correction]:
    return [one for part in Listing(dict(ledger), BEGAN).parts(queue, 2) for one in part.corrections]


def absent(ledger: dict[str, Open], *queue: Waiting) -> dict[str, int]:
    listing = Listing(dict(ledger), BEGAN)
    list(listing.parts(queue, 2))
    return listing.absent()


def test_what_the_ledger_knows_rightly_is_left_alone() -> None:
    assert corrections({"A1": known()}, waiting("A1")) == []
    assert corrections({"A1": known(held=True)}, waiting("A1", "hold")) == []


def test_a_message_that_the_ledger_lacks_is_told() -> None:
    assert corrections({}, waiting("A1")) == [Correction(None, waiting("A1"), None)]
    assert corrections({}, waiting("A1", "hold")) == [Correction(None, waiting("A1", "hold"), True)]


def test_a_message_that_came_just_now_is_left_to_the_log() -> None:
    assert corrections({}, waiting("A1", "active", arrival=NOW - 9)) == []
    assert len(corrections({}, waiting("A1", "active", arrival=NOW - 11))) == 1


def test_what_the_log_told_of_just_now_is_left_to_the_log() -> None:
    late = known(undelivered=2, last_seen=BEGAN - SETTLE + 1)
    assert corrections({"A1": late}, waiting("A1")) == []


def test_recipients_that_the_ledger_lacks_are_told() -> None:
    found = waiting("A1", recipients=3)
    assert corrections({"A1": known(undelivered=2)}, found) == [Correction(7, found, None)]


def test_hold_and_release_without_a_line_are_told() -> None:
    assert corrections({"A1": known()}, waiting("A1", "hold"))[0].held is True
    assert corrections({"A1": known(held=True)}, waiting("A1"))[0].held is False


def test_maildrop_has_other_ids_than_the_log() -> None:
    assert corrections({}, waiting("A1", "maildrop")) == []


def test_a_listing_comes_in_parts_and_nothing_is_left_out() -> None:
    queue = [waiting(f"A{number}") for number in range(7)]
    parts = list(Listing({"A3": known(3)}, BEGAN).parts(queue, 3))
    assert [len(part.corrections) + len(part.deferred) for part in parts] == [3, 3, 1]
    assert [one.waiting.queue_id for part in parts for one in part.corrections] == ["A0", "A1", "A2", "A4", "A5", "A6"]
    assert [part.deferred for part in parts if part.deferred] == [{"A3": known(3)}]


def test_depth_bytes_and_oldest_are_told_for_every_queue() -> None:
    listing = Listing({}, BEGAN)
    list(listing.parts([waiting("A1"), waiting("B2", arrival=NOW - 7200), waiting("C3", "hold")], 2))
    fact = listing.looked(0.5).fact()
    assert fact["depth"] == {"maildrop": 0, "incoming": 0, "active": 0, "deferred": 2, "hold": 1}
    assert fact["bytes"]["deferred"] == 2000
    assert fact["oldest"]["deferred"] == (NOW - 7200) * MICRO
    assert fact["oldest"]["active"] is None
    assert fact["unknown"] is None


def test_a_queue_that_could_not_be_asked_has_no_figures() -> None:
    fact = Listing({}, BEGAN).looked(0.1, unknown="Postfix does not run").fact()
    assert (fact["depth"], fact["oldest"], fact["unknown"]) == ({}, {}, "Postfix does not run")


def test_gone_takes_two_listings_running() -> None:
    ledger = {"A1": known(1), "B2": known(2)}
    first = absent(ledger, waiting("B2"))
    assert gone({}, first) == []
    assert gone(first, absent(ledger, waiting("B2"))) == [1]
    assert gone(first, absent(ledger, waiting("A1"), waiting("B2"))) == []


def test_what_the_log_spoke_of_shortly_before_is_not_absent() -> None:
    ledger = {"A1": known(last_seen=BEGAN - SETTLE + 1), "B2": known(2, last_seen=BEGAN - SETTLE - 1)}
    assert absent(ledger) == {"B2": 2}


def test_another_message_with_the_same_id_is_not_the_one_that_was_absent() -> None:
    assert gone({"A1": 1}, {"A1": 2}) == []


def test_only_new_times_of_the_next_retry_are_told() -> None:
    ledger = {"A1": known(1), "B2": known(2)._replace(next_retry=5)}
    assert new_times(ledger, {"A1": 9, "B2": 5, "unknown": 3}) == {1: 9}


def test_a_long_listing_is_seldom() -> None:
    assert pause(0.1) == 60
    assert pause(10) == 200
