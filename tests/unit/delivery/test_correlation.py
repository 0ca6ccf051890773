"""What stays at hand between lines is bounded, and goes through JSON and back."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from sendoff.delivery import at_hand, parse
from sendoff.delivery.correlation import Correlation
from sendoff.delivery.message import Address, Message

LATEST = 1_800_000_000.0
FIELDS = "relay=none, delay=1, delays=0/0/0/1, dsn=4.0.0"
TLS = "Trusted TLS connection established to mx[192.0.2.1]:25: TLSv1.3 with cipher X (1)"


class Nothing:
    """No message was kept, and everything may be."""

    full = True

    def find(self, instance: str, queue_id: str) -> list[Message]:
        return []

    def address(self, address: Address) -> Address:
        return address

    def slot(self, queue_id: str, address: Address) -> str:
        return ""

    def text(self, text: str, known: Sequence[str] = ()) -> str:
        return text


def new() -> Correlation:
    return Correlation(Nothing(), Nothing())


def tell(made: Correlation, *texts: str) -> None:
    lines = "".join(f"2026-11-23T{text[:8]}.000000+00:00 web1 postfix/{text[9:]}\n" for text in texts)
    made.take(parse.read(lines.encode(), LATEST).events)


def mail(hour: int, queue_id: str, status: str = "deferred") -> tuple[str, ...]:
    at = f"{hour:02}:00:00"
    return (
        f"{at} pickup[1]: {queue_id}: uid=33 from=<me>",
        f"{at} qmgr[2]: {queue_id}: from=<me@example.com>, size=9, nrcpt=1 (queue active)",
        f"{at} smtp[3]: {queue_id}: to=<a@example.net>, {FIELDS}, status={status} (x)",
    )


def test_only_so_many_open_messages_stay_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_hand, "OPEN_AT_HAND", 10)
    made = new()
    for number in range(100):
        tell(made, *mail(number % 24, f"0AA{number:04}"))
        made.written()
    assert len(made.messages._messages) <= 11


def test_messages_that_ended_are_let_go() -> None:
    made = new()
    for number in range(20):
        queue_id = f"0AA{number:04}"
        tell(made, *mail(number, queue_id, "sent"), f"{number:02}:00:01 qmgr[2]: {queue_id}: removed")
        made.written()
    assert len(made.messages._messages) == len(made.messages._ended) == 1


def test_what_processes_said_is_forgotten_after_an_hour() -> None:
    made = new()
    for hour in range(20):
        tell(
            made,
            f"{hour:02}:00:00 smtp[{hour}]: connect to mx[192.0.2.1]:25: Connection refused",
            f"{hour:02}:00:00 smtp[{hour}]: {TLS}",
        )
    state = made.processes.state()
    assert (len(state["tls"]), len(state["tried"])) == (2, 2)


def test_what_a_process_says_without_end_is_cut() -> None:
    made = new()
    for number in range(1000):
        tell(made, f"00:00:00 smtp[1]: connect to mx{number}[192.0.2.1]:25: Connection refused")
    [[_, words, _]] = made.processes.state()["tried"].values()
    assert len(words) <= 500


def test_the_state_goes_through_json() -> None:
    made = new()
    tell(
        made,
        f"00:00:00 smtp[1]: {TLS}",
        "00:00:00 smtp[2]: connect to mx[192.0.2.1]:25: Connection refused",
        "00:00:00 bounce[4]: 0AA0001: sender non-delivery notification: 0BB0001",
        f"00:00:00 smtp[3]: 0CC0001: to=<a@example.net>, {FIELDS}, status=deliverable (x)",
        "00:00:00 postsuper[3]: Deleted: 3 messages",
    )
    state = json.loads(json.dumps(made.state()))
    again = new()
    again.restore(state)
    assert json.loads(json.dumps(again.state())) == state
    tell(again, *mail(0, "0BB0001"), "00:00:01 qmgr[2]: 0CC0001: removed")
    again.tidy(everything=True)
    found = {message.queue_id: message for message in again.messages.changed.values()}
    assert (found["0BB0001"].parent, found["0BB0001"].parent_kind) == ("0AA0001", "notice")
    assert (found["0CC0001"].probe, again.gaps) == (True, [])


def test_postfixs_own_mail_to_postmaster_is_no_gap() -> None:
    made = new()
    tell(
        made,
        "00:00:00 cleanup[1]: 0AA0001: message-id=<x@example.com>",
        "00:00:00 qmgr[2]: 0AA0001: from=<double-bounce@example.com>, size=9, nrcpt=1 (queue active)",
        f"00:00:00 local[3]: 0AA0001: to=<root@example.com>, {FIELDS}, status=sent (x)",
        "00:00:00 qmgr[2]: 0AA0001: removed",
    )
    made.tidy(everything=True)
    assert made.gaps == []
    assert sum(n for _, name, label, n in made.counts.all() if (name, label) == ("accepted", "notice")) == 1


def test_a_message_whose_first_lines_are_missing_is_a_gap() -> None:
    made = new()
    tell(made, *mail(0, "0AA0001", "sent")[1:], "00:00:00 qmgr[2]: 0AA0001: removed")
    made.tidy(everything=True)
    assert [gap[0] for gap in made.gaps] == ["without-beginning"]


def test_a_redirected_message_has_one_recipient() -> None:
    for order in ((0, 1), (1, 0)):
        made = new()
        said = (
            "00:00:00 cleanup[1]: 0AA0001: redirect: header X: y from local; from=<a@b> to=<c@d>: e@example.net",
            "00:00:00 qmgr[2]: 0AA0001: from=<a@b>, size=9, nrcpt=7 (queue active)",
        )
        tell(made, "00:00:00 pickup[1]: 0AA0001: uid=33 from=<me>", *(said[number] for number in order))
        tell(made, mail(0, "0AA0001", "sent")[2], "00:00:00 qmgr[2]: 0AA0001: removed")
        made.tidy(everything=True)
        assert made.gaps == []


def test_a_notice_is_not_joined_to_what_has_its_id_hours_later() -> None:
    made = new()
    tell(made, "00:00:00 bounce[1]: 0AA0001: sender non-delivery notification: 0BB0001")
    tell(made, "02:00:00 cleanup[1]: 0BB0001: message-id=<later@example.com>")
    assert [message.parent for message in made.messages.changed.values() if message.queue_id == "0BB0001"] == [None]


def test_a_filtered_mail_is_joined_though_its_first_line_comes_late_within_the_second() -> None:
    made = new()
    tell(
        made,
        "00:00:00 pickup[1]: 0AA0001: uid=33 from=<me>",
        "00:00:00 cleanup[4]: 0AA0001: message-id=<1@example.com>",
        "00:00:01 cleanup[5]: 0BB0001: message-id=<1@example.com>",
        f"00:00:01 smtp[3]: 0AA0001: to=<a@example.net>, relay=127.0.0.1[127.0.0.1]:10026, {FIELDS.partition(', ')[2]},"
        " status=sent (250 2.0.0 Ok: queued as 0BB0001)",
        "00:00:01 smtpd[6]: 0BB0001: client=localhost[127.0.0.1]",
    )
    found = {message.queue_id: message for message in made.messages.changed.values()}
    assert (found["0BB0001"].parent, found["0BB0001"].parent_kind) == ("0AA0001", "filter")
    assert [each.handed_to for each in found["0AA0001"].deliveries.values()] == ["0BB0001"]
