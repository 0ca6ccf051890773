"""What waits, added up."""

from __future__ import annotations

import pytest

from sendoff.delivery import queue_groups, queue_view
from sendoff.delivery.queue_groups import AGES
from sendoff.delivery.queue_view import ON_HOLD, View, matching, submitter
from sendoff.delivery.report_reasons import reason
from sendoff.delivery.waiting import Recipient, Waiting

NOW = 1_800_000_000


def waiting(queue_id: str = "4F1A", age: int = 0, sender: str = "shop@example.org", **changes: object) -> Waiting:
    made = Waiting("deferred", queue_id, NOW - age, 1000, sender, (Recipient("a@example.net", "later"),), False)
    return made._replace(**changes)  # type: ignore[arg-type]


def people(*addresses: str, reason: str = "") -> tuple[Recipient, ...]:
    return tuple(Recipient(address, reason) for address in addresses)


def view_of(*messages: Waiting, top: int = 10, sort: str = "count") -> View:
    view = View(NOW, top, sort)
    for message in messages:
        view.add(message)
    return view


def test_messages_recipients_and_bytes_are_three_counts() -> None:
    view = view_of(waiting(recipients=people("a@example.net", "b@example.net", "c@example.org")), waiting("2"))
    assert (view.all.messages, view.all.recipients, view.all.bytes) == (2, 4, 2000)
    net, org = view.groups["destination"]["example.net"], view.groups["destination"]["example.org"]
    assert (net.messages, net.recipients, net.bytes) == (2, 3, 2000)
    assert (org.messages, org.recipients, org.bytes) == (1, 1, 1000)


@pytest.mark.parametrize(
    ("age", "bucket"), [(0, 0), (300, 0), (301, 1), (600, 1), (76_800, 8), (76_801, 9), (10**7, 9), (-50, 0)]
)
def test_ages_double_and_a_bound_belongs_to_the_younger(age: int, bucket: int) -> None:
    ages = view_of(waiting(age=age)).groups["destination"]["example.net"].ages
    assert [place for place, count in enumerate(ages) if count] == [bucket]
    assert len(ages) == len(AGES) + 1


def test_domains_are_one_whatever_the_letters_case_and_no_domain_is_a_group_of_its_own() -> None:
    view = view_of(waiting(recipients=people("a@Example.NET", '"x@y"@example.net', "root")))
    assert {name: group.recipients for name, group in view.groups["destination"].items()} == {"example.net": 2, "": 1}


def test_replies_that_differ_in_addresses_only_are_one_reason_with_one_real_example() -> None:
    said = "host mx{0}.example.net[192.0.2.{0}] said: 451 4.7.1 <a{0}@example.net>: wait (in reply to RCPT TO command)"
    view = view_of(*(waiting(str(n), recipients=people("a@example.net", reason=said.format(n))) for n in range(9)))
    [(name, group)] = view.groups["reason"].items()
    assert "451 4.7.1" in name
    assert "example.net" not in name
    assert (group.recipients, group.example) == (9, ("0", Recipient("a@example.net", said.format(0))))


@pytest.mark.parametrize(
    "said",
    [
        "host mx.example.net[192.0.2.1] said: 451 4.7.1 <a@example.net>: Greylisted (in reply to RCPT TO command)",
        "host mx.example.net[2001:db8::1] said: 552-5.2.2 a@example.net full 552 5.2.2 so (in reply to DATA command)",
        "host mx.example.net[192.0.2.1] refused to talk to me: 421 host x[y] said: no",
        "host [192.0.2.1] said: ",
        "delivery temporarily suspended: host mx.example.net[192.0.2.1] said: 450 4.2.1 a@example.net over rate",
        "connect to mx.example.net[192.0.2.1]:25: Connection refused",
    ],
)
def test_a_reason_has_the_same_words_as_in_the_report(said: str) -> None:
    [name] = view_of(waiting(recipients=people("a@example.net", reason=said))).groups["reason"]
    assert name == reason(said)


def test_one_message_with_several_reasons_counts_in_each() -> None:
    mixed = (*people("a@example.net", "b@example.net", reason="mailbox full"), *people("c@example.net", reason="no"))
    reasons = view_of(waiting(recipients=mixed)).groups["reason"]
    assert {name: (one.messages, one.recipients) for name, one in reasons.items()} == {
        "mailbox full": (1, 2), "no": (1, 1)
    }  # fmt: skip


def test_mail_on_hold_waits_for_a_person_whatever_the_last_attempt_said() -> None:
    view = view_of(waiting(queue_name="hold"))
    assert list(view.groups["reason"]) == [ON_HOLD]


@pytest.mark.parametrize("queue", ["maildrop", "incoming", "active", "deferred"])
def test_mail_without_a_reason_is_told_by_its_queue(queue: str) -> None:
    [reason] = view_of(waiting(queue_name=queue, recipients=people("a@example.net"))).groups["reason"]
    assert reason == queue_view.NO_REASON[queue]


def test_the_oldest_come_first_and_no_more_than_asked_for() -> None:
    view = view_of(*(waiting(str(age), age=age) for age in (5, 90, 30, 70, 10)), top=3)
    assert [shown.waiting.queue_id for shown in view.first()] == ["90", "70", "30"]


def test_the_largest_come_first_when_sorted_by_size() -> None:
    view = view_of(*(waiting(str(size), size=size) for size in (5, 90, 30)), top=2, sort="size")
    assert [shown.waiting.queue_id for shown in view.first()] == ["90", "30"]


def test_groups_are_sorted_by_recipients_age_or_bytes() -> None:
    senders = {
        "many": waiting(sender="many", size=10, recipients=people("a@x.example", "b@x.example")),
        "old": waiting(sender="old", size=20, age=500),
        "large": waiting(sender="large", size=900),
    }
    for sort, first in (("count", "many"), ("age", "old"), ("size", "large")):
        [(name, _)] = view_of(*senders.values()).groups["sender"].first(1, sort)
        assert name == first


def test_retries_are_of_deferred_mail_only() -> None:
    view = View(NOW)
    view.add(waiting(), retry=(NOW + 60) * 1_000_000)
    view.add(waiting("2"), retry=(NOW - 1) * 1_000_000)
    view.add(waiting("3"))
    view.add(waiting("4", queue_name="active"))
    found = view.retries
    assert (found.soonest, found.latest) == ((NOW - 1) * 1_000_000, (NOW + 60) * 1_000_000)
    assert (found.due, found.known, found.unknown) == (1, 2, 1)


def test_a_message_with_very_many_recipients_is_counted_whole_and_kept_in_part() -> None:
    view = view_of(waiting(recipients=people(*(f"u{n}@example.net" for n in range(50_000)))))
    [shown] = view.first()
    assert (view.all.recipients, shown.recipients) == (50_000, 50_000)
    assert len(shown.waiting.recipients) == 100


def test_groups_beyond_the_limit_are_counted_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_groups, "GROUPS", 2)
    view = view_of(
        *(waiting(str(n), sender=f"s{n}@example.org") for n in range(5)), waiting("6", sender="s0@example.org")
    )
    senders = view.groups["sender"]
    assert ({name: group.messages for name, group in senders.items()}, senders.not_grouped) == (
        {"s0@example.org": 2, "s1@example.org": 1}, 3
    )  # fmt: skip
    assert view.all.messages == 6


@pytest.mark.parametrize("what", ["4F1A", "a@example.net", "A@EXAMPLE.net", "example.net", "@example.net"])
def test_a_question_finds_the_queue_id_the_address_and_the_domain(what: str) -> None:
    found = matching(waiting(recipients=people("a@example.net")), what)
    assert found is not None
    assert found.recipients == people("a@example.net")


@pytest.mark.parametrize("what", ["4F1", "4f1a", "b@example.net", "example.ne", "xample.net", "net", "", "@"])
def test_a_question_finds_nothing_else(what: str) -> None:
    assert matching(waiting(), what) is None


def test_only_the_recipients_asked_for_are_left_but_all_of_a_sender() -> None:
    both = waiting(recipients=people("a@example.net", "b@example.com"))
    found = matching(both, "example.com")
    assert found is not None
    assert found.recipients == people("b@example.com")
    assert matching(both, "shop@example.org") == both


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ((33, "www-data", None, None, None), "user www-data"),
        ((33, None, None, None, None), "uid 33"),
        ((0, None, None, None, None), "uid 0"),
        ((None, None, "app[192.0.2.7]", None, None), "client app[192.0.2.7]"),
        ((None, None, "app[192.0.2.7]", "shop", None), "SASL shop"),
        ((None, None, None, None, "notice"), "this server (notices)"),
        ((None, None, None, None, "forward"), "this server (forwarded mail)"),
        ((None, None, None, None, None), "unknown"),
    ],
)
def test_who_handed_it_in(known: tuple[int | None, str | None, str | None, str | None, str | None], words: str) -> None:
    assert submitter(*known) == words
