"""Each recipient is followed to the real end of its way."""

from __future__ import annotations

import pytest
from tests.unit.delivery.trace_rows import NOON, SECOND, fate, mail, trace, waiting

from sendoff.delivery.trace_known import Fate, Mail, Traced


def told(found: tuple[Traced, ...]) -> list[tuple[str | None, str, str]]:
    return [(one.end.recipient, one.end.verdict, one.end.mail.queue_id) for one in found]


def test_each_recipient_has_a_verdict_of_its_own() -> None:
    found = trace(mail(1, "4A", nrcpt=2), fate(1, 0, "a@example.org"), fate(1, 1, "b@example.org", "bounced"))
    assert told(found) == [("a@example.org", "sent", "4A"), ("b@example.org", "bounced", "4A")]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (waiting(1, "4A"), "queued"),
        (waiting(1, "4A", held=NOON), "held"),
        (mail(1, "4A", ending="deleted"), "deleted"),
        (mail(1, "4A", ending="discarded"), "deleted"),
        (mail(1, "4A", ending="expired"), "expired"),
        (mail(1, "4A", ending="removed"), "unknown"),
        (mail(1, "4A", ending="gone"), "unknown"),
        (mail(1, "4A", ending="requeued"), "unknown"),
    ],
)
def test_a_message_without_a_delivery_is_one_row_without_a_recipient(row: object, verdict: str) -> None:
    assert told(trace(row)) == [(None, verdict, "4A")]  # type: ignore[arg-type]


def test_recipients_that_no_line_names_are_counted_not_forgotten() -> None:
    found = trace(waiting(1, "4A", nrcpt=3), fate(1, 0, "a@example.org"))
    assert told(found) == [("a@example.org", "sent", "4A"), (None, "queued", "4A")]
    assert found[1].end.others == 2


def test_recipients_that_wait_for_their_first_attempt_are_named_by_the_queue() -> None:
    queue = {"4A": ("active", ("a@example.org", "b@example.org"))}
    found = trace(waiting(1, "4A", nrcpt=2), fate(1, 0, "a@example.org", "deferred"), waiting=queue)
    assert told(found) == [("a@example.org", "deferred", "4A"), ("b@example.org", "queued", "4A")]


def test_what_the_queue_says_of_an_earlier_message_with_that_id_is_not_believed() -> None:
    queue = {"4A": ("active", ("b@example.org",))}
    assert told(trace(mail(1, "4A"), fate(1, 0, "a@example.org"), waiting=queue)) == [("a@example.org", "sent", "4A")]


def test_the_queue_itself_knows_what_is_on_hold() -> None:
    queue = {"4A": ("hold", ("a@example.org",))}
    found = trace(waiting(1, "4A"), fate(1, 0, "a@example.org", "deferred"), waiting=queue)
    assert told(found) == [("a@example.org", "held", "4A")]


def test_the_queue_itself_knows_what_was_released() -> None:
    queue = {"4A": ("deferred", ("a@example.org",))}
    rows = waiting(1, "4A", held=NOON), fate(1, 0, "a@example.org", "held")
    assert told(trace(*rows)) == [("a@example.org", "held", "4A")]
    assert told(trace(*rows, waiting=queue)) == [("a@example.org", "deferred", "4A")]


@pytest.mark.parametrize("old", [mail(1, "4A", ending="gone"), waiting(1, "4A")])
def test_all_that_was_put_back_at_once_goes_on_though_no_line_says_it_of_the_old_id(old: Mail) -> None:
    found = trace(
        old,
        fate(1, 0, "b@example.org", "deferred"),
        waiting(2, "4B", parent="4A", parent_kind="requeue"),
        fate(2, 0, "b@example.org", "deferred"),
    )
    assert told(found) == [("b@example.org", "deferred", "4B")]


@pytest.mark.parametrize("rows", [[], [fate(1, 0, "a@example.org", "deferred")], [fate(1, 0, "a@example.org", "held")]])
def test_what_the_queue_does_not_have_any_more_is_unknown_until_the_ledger_says_why(rows: list[Fate]) -> None:
    (found,) = trace(waiting(1, "4A"), *rows, gone=frozenset({1}))
    assert found.end.verdict == "unknown"
    assert "not in the queue any more" in (found.end.lost or "")


def test_what_was_sent_stays_sent_when_the_queue_does_not_have_it_any_more() -> None:
    assert told(trace(waiting(1, "4A"), fate(1, 0, "a", "sent"), gone=frozenset({1}))) == [("a", "sent", "4A")]


def test_a_forward_is_followed_to_the_real_recipients_and_the_first_one_is_said() -> None:
    found = trace(
        mail(1, "4A", user="www-data"),
        fate(1, 0, "root@www.example.net", relay="local", reply="forwarded as 4B", handed_to="4B"),
        mail(2, "4B", parent="4A", parent_kind="forward"),
        fate(2, 0, "admin@example.org", "bounced"),
        fate(2, 1, "boss@example.org"),
    )
    assert told(found) == [("admin@example.org", "bounced", "4B"), ("boss@example.org", "sent", "4B")]
    assert {one.end.original for one in found} == {"root@www.example.net"}
    assert {one.submitted_by for one in found} == {"user www-data"}


def test_behind_a_content_filter_the_same_recipient_is_followed() -> None:
    found = trace(
        mail(1, "4A", nrcpt=2),
        fate(1, 0, "a@example.org", handed_to="4B", relay="127.0.0.1[127.0.0.1]:10024"),
        fate(1, 1, "b@example.org", handed_to="4B", relay="127.0.0.1[127.0.0.1]:10024"),
        mail(2, "4B", parent="4A", parent_kind="filter", client="localhost[127.0.0.1]"),
        fate(2, 0, "a@example.org"),
        fate(2, 1, "b@example.org", "bounced"),
        wanted={1: frozenset({1 << 20})},
    )
    assert told(found) == [("a@example.org", "sent", "4B")]


def test_a_message_that_was_put_back_goes_on_under_its_new_id() -> None:
    found = trace(
        mail(1, "4A", ending="requeued"),
        fate(1, 0, "a@example.org"),
        fate(1, 1, "b@example.org", "queued"),
        waiting(2, "4B", parent="4A", parent_kind="requeue"),
        fate(2, 0, "b@example.org", "deferred"),
    )
    assert told(found) == [("a@example.org", "sent", "4A"), ("b@example.org", "deferred", "4B")]


def test_a_message_put_back_that_was_not_tried_since_keeps_its_recipient() -> None:
    found = trace(
        mail(1, "4A", ending="requeued"),
        fate(1, 0, "b@example.org", "queued"),
        waiting(2, "4B", parent="4A", parent_kind="requeue"),
    )
    assert told(found) == [("b@example.org", "queued", "4B")]


def test_a_message_put_back_just_now_is_queued_and_later_unknown() -> None:
    rows = mail(1, "4A", ending="requeued"), fate(1, 0, "b@example.org", "queued")
    assert told(trace(*rows, now=NOON + 5 * SECOND)) == [("b@example.org", "queued", "4A")]
    assert told(trace(*rows, now=NOON + 500 * SECOND)) == [("b@example.org", "unknown", "4A")]


def test_a_child_that_the_ledger_does_not_have_makes_a_forward_unknown() -> None:
    found = trace(mail(1, "4A"), fate(1, 0, "root@www.example.net", relay="local", handed_to="4B"))
    assert told(found) == [("root@www.example.net", "unknown", "4A")]
    assert "4B" in (found[0].end.lost or "")


def test_a_tunnel_on_this_machine_that_answers_with_its_own_id_has_taken_the_mail() -> None:
    found = trace(mail(1, "4A"), fate(1, 0, "a@example.org", relay="127.0.0.1[127.0.0.1]:2525", handed_to="4B"))
    assert told(found) == [("a@example.org", "sent", "4A")]


def test_a_circle_of_forwards_ends() -> None:
    found = trace(
        mail(1, "4A", parent="4B", parent_kind="forward"),
        fate(1, 0, "a@www.example.net", relay="local", handed_to="4B"),
        mail(2, "4B", parent="4A", parent_kind="forward"),
        fate(2, 0, "b@www.example.net", relay="local", handed_to="4A"),
    )
    assert told(found) == [("b@www.example.net", "unknown", "4B")]
    assert "circle" in (found[0].end.lost or "")


def test_a_circle_of_messages_put_back_ends() -> None:
    found = trace(
        mail(1, "4A", ending="requeued", parent="4B", parent_kind="requeue"),
        mail(2, "4B", ending="requeued", parent="4A", parent_kind="requeue"),
    )
    assert [one.end.verdict for one in found] == ["unknown"]


def test_of_two_messages_with_one_queue_id_the_nearest_is_followed() -> None:
    day = 86400 * SECOND
    found = trace(
        mail(1, "4A"),
        fate(1, 0, "root@www.example.net", relay="local", handed_to="AB12CD"),
        mail(2, "AB12CD", began=NOON - day, first_seen=NOON - day, last_seen=NOON - day),
        fate(2, 0, "old@example.org"),
        mail(3, "AB12CD", began=NOON + SECOND, first_seen=NOON + SECOND),
        fate(3, 0, "new@example.org"),
    )
    assert told(found) == [("new@example.org", "sent", "AB12CD")]


@pytest.mark.parametrize("later", [0, 9])
def test_an_end_that_two_ways_lead_to_is_told_once_with_the_message_it_comes_from(later: int) -> None:
    found = trace(
        mail(1, "4A", last_seen=NOON + later * SECOND),
        fate(1, 0, "root@www.example.net", relay="local", handed_to="4B"),
        mail(2, "4B", parent="4A", parent_kind="forward"),
        fate(2, 0, "admin@example.org"),
        wanted={1: None, 2: None},
    )
    assert told(found) == [("admin@example.org", "sent", "4B")]
    assert [step.queue_id for step in found[0].end.way] == ["4A", "4B"]


BOUNCE = (
    mail(1, "4A", uid=33, user="www-data", nrcpt=2),
    fate(1, 0, "a@example.org", "bounced"),
    fate(1, 1, "b@example.org"),
    mail(2, "4N", sender="", parent="4A", parent_kind="notice"),
    fate(2, 0, "shop@www.example.net", relay="local", handed_to="4M"),
    mail(3, "4M", sender="", parent="4N", parent_kind="forward"),
    fate(3, 0, "admin@example.org", "bounced"),
)


def test_a_bounce_notice_is_joined_to_what_bounced_and_followed_itself() -> None:
    bounced, sent = trace(*BOUNCE)
    assert [(one.queue_id, one.recipient, one.status) for one in bounced.notices] == [
        ("4N", "admin@example.org", "bounced")
    ]
    assert sent.notices == ()


def test_a_bounce_notice_is_not_joined_to_who_still_waits() -> None:
    found = trace(
        waiting(1, "4A"),
        fate(1, 0, "a@example.org", "bounced"),
        fate(1, 1, "b@example.org", "deferred"),
        *BOUNCE[3:],
    )
    assert [len(one.notices) for one in found] == [1, 0]


def test_a_delay_notice_is_joined_to_who_waits() -> None:
    found = trace(waiting(1, "4A"), fate(1, 0, "a@example.org"), fate(1, 1, "b@example.org", "deferred"), *BOUNCE[3:])
    assert [len(one.notices) for one in found] == [0, 1]


def test_who_got_a_notice_is_told_what_it_is_about() -> None:
    (found,) = trace(*BOUNCE, wanted={2: None})
    assert found.submitted_by == "this server (bounce of 4A)"
    assert found.about is not None
    assert found.about.sender == "shop@www.example.net"
    assert found.about.recipients == (("a@example.org", "bounced"), ("b@example.org", "sent"))


def test_a_notice_of_another_message_with_the_same_queue_id_is_not_joined() -> None:
    week = 7 * 86400 * SECOND
    (found,) = trace(
        mail(1, "AB12CD"),
        fate(1, 0, "a@example.org", "bounced"),
        mail(2, "4N", first_seen=NOON + week, parent="AB12CD", parent_kind="notice"),
    )
    assert found.notices == ()


def test_a_notice_whose_message_is_not_known_says_its_id() -> None:
    (found,) = trace(mail(2, "4N", sender="", parent="4A", parent_kind="notice"), fate(2, 0, "shop@www.example.net"))
    assert found.about is not None
    assert found.about.queue_id == "4A"
    assert found.submitted_by == "this server (notice about 4A)"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"user": "www-data", "uid": 33}, "user www-data"),
        ({"uid": 33}, "uid 33"),
        ({"client": "web1.example.net[192.0.2.3]"}, "client web1.example.net[192.0.2.3]"),
        ({"client": "c[192.0.2.3]", "sasl_username": "joe"}, "SASL joe from client c[192.0.2.3]"),
        ({}, None),
    ],
)
def test_who_handed_it_in(more: dict[str, object], words: str | None) -> None:
    (found,) = trace(mail(1, "4A", **more), fate(1, 0, "a@example.org"))
    assert found.submitted_by == words


def test_the_next_attempt_is_what_the_queue_file_says_else_what_the_ledger_says_if_it_is_ahead() -> None:
    rows = waiting(1, "4A", next_retry=NOON + 60 * SECOND), fate(1, 0, "a@example.org", "deferred")
    assert trace(*rows, now=NOON)[0].next_retry == NOON + 60 * SECOND
    assert trace(*rows, now=NOON + 61 * SECOND)[0].next_retry is None
    assert trace(*rows, now=NOON, retries={"4A": NOON + 90 * SECOND})[0].next_retry == NOON + 90 * SECOND


def test_what_is_sent_has_no_next_attempt() -> None:
    (found,) = trace(waiting(1, "4A", next_retry=NOON + 9000 * SECOND), fate(1, 0, "a@example.org"))
    assert found.next_retry is None
