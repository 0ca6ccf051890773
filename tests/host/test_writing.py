"""The ledger as it is written, line by line: which message each line belongs to, and what is missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sendoff.delivery import at_hand
from sendoff.delivery.ledger_settings import DOMAIN, HASH, LedgerSettings
from sendoff.host.errors import HostError
from sendoff.host.ledger import writing
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer

LATEST = 1_800_000_000.0
A, B, C, LONG = "0AA9F3B", "0BB9F3B", "0CC9F3B", "4jXw2s4rFdz1D"
MX, OTHER = "mx.example.net[192.0.2.1]:25", "mx2.example.net[192.0.2.2]:25"
TLS = f"Trusted TLS connection established to {MX}: TLSv1.3 with cipher X (256/256 bits)"


class Log:
    """A ledger that is told lines; `at` is the clock in seconds from some noon."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.path = str(folder / "ledger.db")
        self.options = options
        self.writer = Writer(self.path, **options)
        self.lines: list[str] = []

    def say(self, at: float, program: str, text: str, pid: int = 1) -> None:
        self.lines.append(f"{stamp(at)} web1 postfix/{program}[{pid}]: {text}\n")

    def begin(self, at: float, queue_id: str, *recipients: str, uid: int | None = 33) -> None:
        """Say what a message's first lines say."""
        if uid is None:
            self.say(at, "smtpd", f"{queue_id}: client=web[192.0.2.9]")
        else:
            self.say(at, "pickup", f"{queue_id}: uid={uid} from=<me>")
        self.say(at, "cleanup", f"{queue_id}: message-id=<{queue_id}@example.com>")
        self.active(at, queue_id, len(recipients) or 1)

    def active(self, at: float, queue_id: str, count: int = 1, sender: str = "me@example.com") -> None:
        self.say(at, "qmgr", f"{queue_id}: from=<{sender}>, size=9, nrcpt={count} (queue active)")

    def tell(
        self, at: float, queue_id: str, to: str, status: str = "sent", reply: str = "250 ok", *, relay: str = MX,
        delay: float = 0.2, pid: int = 1, program: str = "smtp", extra: str = "",
    ) -> None:  # fmt: skip
        fields = f"relay={relay}, {extra}delay={delay}, delays={max(delay - 0.2, 0):g}/0/0.1/0.1, dsn=2.0.0"
        self.say(at, program, f"{queue_id}: to=<{to}>, {fields}, status={status} ({reply})", pid)

    def removed(self, at: float, queue_id: str) -> None:
        self.say(at, "qmgr", f"{queue_id}: removed")

    def take(self) -> None:
        self.writer.take("log", "".join(self.lines).encode(), {}, LATEST)
        self.lines.clear()

    def killed(self) -> None:
        """Take the lines so far, die behind the commit, and start again."""
        self.take()
        self.writer._connection.close()
        self.writer = Writer(self.path, **self.options)

    def end(self) -> Ended:
        self.take()
        self.writer.close()
        return Ended(self.path)


class Ended:
    """What a ledger has."""

    def __init__(self, path: str) -> None:
        with ledger(path) as found:
            self.rows = [
                dict(zip(row.keys(), row, strict=True)) for row in found.rows("SELECT * FROM fate ORDER BY id")
            ]
            self.messages = [dict(zip(row.keys(), row, strict=True)) for row in found.rows("SELECT * FROM message")]
            self.gaps = sorted((row["kind"], row["example"]) for row in found.rows("SELECT * FROM gap"))
            self.counts = {
                (row["name"], row["label"]): row["n"]
                for row in found.rows("SELECT name, label, sum(count) AS n FROM tally GROUP BY 1, 2")
            }

    def fates(self, *names: str) -> list[Any]:
        names = names or ("recipient", "verdict")
        return [tuple(row[name] for name in names) for row in self.rows]


def stamp(at: float) -> str:
    micro = round(at * 1e6)
    day, rest = divmod(micro + 43_200_000_000, 86_400_000_000)
    hours, rest = divmod(rest, 3_600_000_000)
    minutes, rest = divmod(rest, 60_000_000)
    return f"2026-11-{20 + day:02}T{hours:02}:{minutes:02}:{rest // 1_000_000:02}.{rest % 1_000_000:06}+00:00"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = Log(tmp_path)
    yield made
    made.writer._connection.close()


# Which message


@pytest.mark.parametrize("later", [3.0, 90_000.0])
def test_a_short_queue_id_that_comes_again_is_another_message(log: Log, later: float) -> None:
    for at in (0.0, later):
        log.begin(at, A)
        log.tell(at, A, "a@example.net", "sent" if at else "bounced", "x")
        log.removed(at + 0.1, A)
    found = log.end()
    assert found.fates() == [("a@example.net", "bounced"), ("a@example.net", "sent")]
    assert found.gaps == []


def test_an_open_message_whose_id_is_used_again_has_an_unknown_end(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "deferred", "later")
    log.begin(100, A)
    log.tell(101, A, "b@example.net")
    log.removed(102, A)
    found = log.end()
    assert found.fates() == [("a@example.net", "unknown"), ("b@example.net", "sent")]
    assert found.gaps == [("without-end", A)]


def test_an_id_used_again_is_noticed_though_the_message_was_put_away(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_hand, "OPEN_AT_HAND", 2)
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "deferred", "later")
    log.take()
    for number in range(8):
        log.begin(10 + number, f"0DD000{number}")
        log.take()
    log.begin(100, A)
    log.tell(101, A, "b@example.net")
    log.removed(102, A)
    found = log.end()
    assert found.fates() == [("a@example.net", "unknown"), ("b@example.net", "sent")]
    assert found.gaps == [("without-end", A)]


def test_messages_put_away_are_found_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_hand, "OPEN_AT_HAND", 3)
    ids = [f"0DD00{number:02}" for number in range(20)]
    for number, queue_id in enumerate(ids):
        log.begin(number, queue_id)
        log.tell(number, queue_id, f"{number}@example.net", "deferred", "later")
        log.take()
    assert len(log.writer._correlation.messages._messages) <= 8
    for number, queue_id in enumerate(ids):
        log.active(100 + number, queue_id)
        log.tell(100 + number, queue_id, f"{number}@example.net", delay=100)
        log.removed(100 + number, queue_id)
        log.take()
    found = log.end()
    assert found.fates("verdict", "attempts") == [("sent", 2)] * 20
    assert found.gaps == []


def test_an_older_message_read_later_takes_nothing_from_a_newer(log: Log) -> None:
    log.begin(7200, A)
    log.tell(7201, A, "new@example.net", "deferred", "later")
    log.take()
    log.begin(0, A)
    log.tell(1, A, "old@example.net", "bounced", "no")
    log.tell(1, A, "new@example.net", "bounced", "no")
    log.removed(2, A)
    log.take()
    log.tell(7300, A, "new@example.net", delay=100)
    log.removed(7301, A)
    found = log.end()
    assert sorted(found.fates("message_first_seen", "recipient", "verdict"))[2][1:] == ("new@example.net", "sent")
    assert sorted(found.fates()) == [("new@example.net", "bounced"), ("new@example.net", "sent"),
                                     ("old@example.net", "bounced")]  # fmt: skip
    assert found.gaps == []


def test_an_older_message_without_an_end_ends_where_the_newer_began(log: Log) -> None:
    log.begin(7200, A)
    log.tell(7201, A, "new@example.net", "deferred", "later")
    log.take()
    log.begin(0, A)
    log.tell(1, A, "old@example.net", "deferred", "later")
    log.take()
    log.tell(7300, A, "new@example.net", delay=100)
    log.removed(7301, A)
    found = log.end()
    assert sorted(found.fates()) == [("new@example.net", "sent"), ("old@example.net", "unknown")]
    assert found.gaps == [("without-end", A)]


def test_a_clock_that_is_set_back_loses_no_message(log: Log) -> None:
    log.begin(7200, A)
    log.tell(3600, A, "a@example.net", delay=0)
    log.removed(3601, A)
    log.begin(3700, B)
    log.tell(3701, B, "b@example.net")
    log.removed(3702, B)
    found = log.end()
    assert found.fates() == [("a@example.net", "sent"), ("b@example.net", "sent")]
    assert found.gaps == []


def test_a_clock_that_jumps_ahead_loses_no_message(log: Log) -> None:
    log.begin(0, A)
    log.tell(86_400 * 3, A, "a@example.net", delay=259_200)
    log.removed(86_400 * 3, A)
    assert (found := log.end()).fates() == [("a@example.net", "sent")]
    assert found.gaps == []


def test_a_message_deferred_for_days_is_one_message(log: Log) -> None:
    log.begin(0, A)
    for day in range(5):
        log.tell(day * 86_400 + 1, A, "a@example.net", "deferred", "later", delay=day * 86_400 + 1)
        log.killed()
        log.active(day * 86_400 + 86_000, A)
    log.tell(5 * 86_400, A, "a@example.net", delay=5 * 86_400)
    log.removed(5 * 86_400, A)
    found = log.end()
    assert found.fates("recipient", "verdict", "attempts") == [("a@example.net", "sent", 6)]
    assert found.gaps == []


def test_a_client_that_goes_away_leaves_no_gap_when_its_id_comes_again(log: Log) -> None:
    log.say(0, "smtpd", f"{A}: client=web[192.0.2.9]")
    log.begin(100, A)
    log.tell(100, A, "a@example.net")
    log.removed(100, A)
    found = log.end()
    assert found.fates() == [("a@example.net", "sent")]
    assert found.gaps == []
    assert [row["ending"] for row in found.messages] == ["discarded", "removed"]


@pytest.mark.parametrize("word", ["removed", "requeued"])
def test_a_delivery_under_way_goes_on_when_an_administrator_takes_the_message_away(log: Log, word: str) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.say(1, "postsuper", f"{A}: {word}")
    log.begin(20, B)
    log.take()
    log.tell(40, A, "a@example.net", delay=40)
    found = log.end()
    assert found.fates() == [("a@example.net", "sent")]
    assert found.gaps == []


def test_a_probe_is_no_mail_even_if_sendoff_dies_in_it(log: Log) -> None:
    log.active(0, A, sender="double-bounce@example.com")
    log.killed()
    log.tell(1, A, "a@example.net", "deliverable", "250 ok")
    log.killed()
    log.removed(1.1, A)
    found = log.end()
    assert (found.rows, found.messages, found.gaps) == ([], [], [])


def test_an_unknown_status_is_a_gap_and_no_probe(log: Log) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.tell(1, A, "a@example.net", "novel", "what")
    log.tell(1, A, "b@example.net")
    found = log.end()
    assert found.fates() == [("b@example.net", "sent")]
    assert [kind for kind, _ in found.gaps] == ["not-understood"]


# What of a message


def test_hold_and_release_as_often_as_you_like(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "deferred", "later")
    for at in range(10, 30, 4):
        log.say(at, "postsuper", f"{A}: placed on hold")
        log.say(at + 2, "postsuper", f"{A}: released from hold")
    log.take()
    assert log.writer._correlation.messages._messages["postfix" + A].held is None
    log.say(40, "postsuper", f"{A}: placed on hold")
    assert log.end().fates() == [("a@example.net", "held")]


def test_a_hold_read_again_after_the_release_holds_nothing(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "deferred", "later")
    log.say(10, "postsuper", f"{A}: placed on hold")
    log.say(20, "postsuper", f"{A}: released from hold")
    log.say(10, "postsuper", f"{A}: placed on hold")
    assert log.end().fates() == [("a@example.net", "deferred")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_expired_and_removed_in_either_order(log: Log, order: tuple[int, int]) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.tell(1, A, "a@example.net")
    log.tell(1, A, "b@example.net", "deferred", "later")
    ends = [f"{A}: from=<me@example.com>, status=expired, returned to sender", f"{A}: removed"]
    for number in order:
        log.say(10, "qmgr", ends[number])
    found = log.end()
    assert found.fates() == [("a@example.net", "sent"), ("b@example.net", "expired")]
    assert (found.gaps, found.counts["expired", "other"]) == ([], 1)


def test_recipients_that_the_log_lost_are_missed(log: Log) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.tell(1, A, "a@example.net")
    log.removed(2, A)
    assert log.end().gaps == [("deliveries-missing", A)]


def test_an_alias_with_many_ends_is_one_attempt(log: Log) -> None:
    log.begin(0, A)
    for reply in ("delivered to file: /dev/null", f"forwarded as {B}"):
        log.tell(1, A, "team@example.com", "sent", reply, relay="local", program="local")
    log.tell(300, A, "team@example.com", "sent", "delivered to mailbox", relay="local", program="local", delay=300)
    log.removed(301, A)
    assert log.end().fates("attempts", "handed_to") == [(2, B)]


def test_a_chain_of_requeues_names_who_handed_it_in(log: Log) -> None:
    log.begin(0, A, uid=None)
    log.tell(1, A, "a@example.net", "deferred", "later")
    for at, old, new in ((10, A, B), (20, B, C)):
        log.say(at, "postsuper", f"{old}: requeued")
        log.say(at + 1, "pickup", f"{new}: uid=104 from=<me@example.com> orig_id={old}")
        log.say(at + 1, "cleanup", f"{new}: message-id=<x@example.com>")
        log.active(at + 1, new)
        log.killed()
    log.tell(22, C, "a@example.net")
    log.removed(23, C)
    found = log.end()
    assert found.fates("queue_id", "verdict", "client", "uid", "parent") == [
        (A, "queued", "web[192.0.2.9]", None, None), (C, "sent", "web[192.0.2.9]", None, B),
    ]  # fmt: skip
    assert found.gaps == []


def test_a_notice_before_and_after_its_childs_lines(log: Log) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.tell(1, A, "a@example.net", "bounced", "no")
    log.say(1, "cleanup", f"{B}: message-id=<b@example.com>")
    log.active(1, B, sender="")
    log.say(1.1, "bounce", f"{A}: sender non-delivery notification: {B}")
    log.say(2, "bounce", f"{A}: sender delay notification: {C}")  # Postfix 3.11 says it first
    log.killed()
    log.say(2.1, "cleanup", f"{C}: message-id=<c@example.com>")
    log.active(2.1, C, sender="")
    for queue_id in (B, C):
        log.tell(3, queue_id, "me@example.com")
        log.removed(3, queue_id)
    log.tell(4, A, "b@example.net")
    log.removed(4, A)
    found = log.end()
    assert [(row["queue_id"], row["parent"], row["parent_kind"]) for row in found.messages] == [
        (A, None, None), (B, A, "notice"), (C, A, "notice")
    ]  # fmt: skip
    assert found.gaps == []


def test_a_notice_that_is_cancelled_is_no_gap(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "bounced", "no")
    log.say(1, "bounce", f"{A}: sender non-delivery notification: {B}")
    log.say(1, "cleanup", f"{B}: message-id=<b@example.com>")
    log.say(1, "cleanup", f"{B}: removed (canceled)")
    log.removed(2, A)
    found = log.end()
    assert ([row["ending"] for row in found.messages], found.gaps) == (["removed", "discarded"], [])


# What goes on here, and what only says so

LOOPBACK = "127.0.0.1[127.0.0.1]:10025"


def test_a_server_on_loopback_that_names_no_mail_of_ours_is_the_end(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", reply=f"250 2.0.0 Ok: queued as {C}", relay=LOOPBACK)
    log.removed(2, A)
    log.begin(500, C)  # a mail that by chance has the id
    log.tell(501, C, "c@example.net")
    log.removed(502, C)
    found = log.end()
    assert found.fates() == [("a@example.net", "sent"), ("c@example.net", "sent")]
    assert [row["parent"] for row in found.messages] == [None, None]


def child(log: Log, at: float, message_id: str, begin: str = "smtpd") -> None:
    """Say the lines of the message C, at 0.1 seconds before `at`."""
    way = {"smtpd": f"{C}: client=localhost[127.0.0.1]", "pickup": f"{C}: uid=33 from=<me>"}
    log.say(at - 0.1, begin, way[begin])
    log.say(at - 0.1, "cleanup", f"{C}: message-id=<{message_id}@example.com>")
    log.active(at - 0.1, C)


@pytest.mark.parametrize(("message_id", "begin"), [(A, "smtpd"), ("another", "smtpd"), (A, "pickup")])
def test_a_reply_adopts_no_other_mail(log: Log, message_id: str, begin: str) -> None:
    log.begin(0, A)
    child(log, 1, message_id, begin)
    log.tell(1, A, "a@example.net", reply=f"250 2.0.0 Ok: queued as {C}", relay=LOOPBACK)
    found = log.end()
    real = (message_id, begin) == (A, "smtpd")
    assert {row["queue_id"]: row["parent"] for row in found.messages} == {A: None, C: A if real else None}
    assert found.fates("verdict", "handed_to") == [("sent", C if real else None)]


def test_a_reply_adopts_no_mail_that_is_older(log: Log) -> None:
    child(log, 0, A)
    log.begin(100, A)
    log.tell(101, A, "a@example.net", reply=f"250 2.0.0 Ok: queued as {C}", relay=LOOPBACK)
    assert {row["queue_id"]: row["parent"] for row in log.end().messages} == {A: None, C: None}


def test_a_reply_that_echoes_the_queue_id_is_no_way_on(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", reply=f"250 2.0.0 Ok: queued as {A}", relay=LOOPBACK)
    assert log.end().fates("verdict", "handed_to", "parent") == [("sent", None, None)]


def test_a_filter_in_another_instance_is_followed(log: Log) -> None:
    log.begin(0, A)
    for at, text in ((0.5, f"{C}: client=localhost[127.0.0.1]"), (0.6, f"{C}: message-id=<{A}@example.com>")):
        program = "smtpd" if "client" in text else "cleanup"
        log.lines.append(f"{stamp(at)} web1 postfix-out/{program}[7]: {text}\n")
    log.tell(1, A, "a@example.net", reply=f"250 2.0.0 Ok: queued as {C}", relay=LOOPBACK)
    assert {row["queue_id"]: row["parent"] for row in log.end().messages} == {A: None, C: A}


def test_what_waits_for_children_that_never_come_is_forgotten(log: Log) -> None:
    for number in range(50):
        queue_id = f"0DD00{number:02}"
        log.begin(number * 20, queue_id)
        log.tell(number * 20, queue_id, "a@example.net", reply=f"250 queued as 0EE00{number:02}", relay=LOOPBACK)
        log.removed(number * 20, queue_id)
        log.take()
    assert len(log.writer._correlation._parents) <= 2


# TLS and hosts that were tried


def test_tls_belongs_to_one_attempt_of_one_process(log: Log) -> None:
    log.begin(0, A, "a@example.net", "b@example.net")
    log.begin(0, B)
    log.begin(0, C)
    log.say(1, "smtp", TLS, 1)
    log.tell(1.1, B, "other-process@example.net", pid=2)
    log.tell(1.1, A, "a@example.net")
    log.tell(1.1, A, "b@example.net")
    log.tell(5, C, "later-message@example.net")
    log.tell(600, A, "again@example.net", delay=600)
    found = log.end()
    assert dict(found.fates("recipient", "tls")) == {
        "other-process@example.net": None, "a@example.net": "Trusted TLSv1.3 X", "b@example.net": "Trusted TLSv1.3 X",
        "later-message@example.net": None, "again@example.net": None,
    }  # fmt: skip


def test_tls_of_another_host_is_not_taken(log: Log) -> None:
    log.begin(0, A)
    log.say(1, "smtp", TLS)
    log.tell(1.1, A, "a@example.net", relay=OTHER)
    assert log.end().fates("tls") == [(None,)]


def test_a_connection_used_again_has_the_tls_it_was_made_with(log: Log) -> None:
    for number, queue_id in enumerate((A, B, C)):
        log.begin(number, queue_id)
        if not number:
            log.say(number, "smtp", TLS)
        log.tell(number, queue_id, "a@example.net", extra=f"conn_use={number + 1}, " if number else "")
        log.killed()
    assert log.end().fates("tls") == [("Trusted TLSv1.3 X",)] * 3


def test_what_postfix_3_11_says_of_tls_is_believed(log: Log) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net")
    log.lines[-1] = log.lines[-1].replace("dsn=", "tls=may:none, dsn=")
    assert log.end().fates("tls") == [("may:none",)]


def test_hosts_that_were_tried_belong_to_one_attempt(log: Log) -> None:
    refused = "connect to mx0.example.net[192.0.2.8]:25: Connection refused"
    log.begin(0, A, "a@example.net", "b@example.org")
    log.begin(0, B)
    log.say(1, "smtp", refused)
    log.tell(1, A, "a@example.net")
    log.tell(1, A, "b@example.org", relay=OTHER)
    log.tell(1, B, "c@example.net")
    log.say(2, "smtp", refused)
    log.tell(2, C, "d@example.net", "deferred", refused, relay="none")
    assert log.end().fates("recipient", "tried") == [
        ("a@example.net", refused), ("b@example.org", None), ("c@example.net", None), ("d@example.net", None),
    ]  # fmt: skip


def test_what_a_probe_was_told_is_not_the_next_mails(log: Log) -> None:
    log.active(0, A, sender="double-bounce@example.com")
    log.begin(0, B)
    log.say(1, "smtp", "connect to mx0.example.net[192.0.2.8]:25: Connection refused")
    log.tell(1, A, "p@example.net", "undeliverable", "no", relay="none")
    log.tell(1, B, "b@example.net")
    assert log.end().fates("tried") == [(None,)]


def test_what_one_host_said_of_one_recipient_is_told_of_that_one(log: Log) -> None:
    said = "host mx.example.net[192.0.2.1] said: 450 4.2.0 later (in reply to RCPT TO command)"
    log.begin(0, A, "a@example.net", "b@example.net")
    log.say(1, "smtp", f"{A}: {said}")
    log.tell(1, A, "a@example.net")
    log.tell(1.2, A, "b@example.net", relay=OTHER)
    assert log.end().fates("recipient", "tried") == [("a@example.net", None), ("b@example.net", said)]


# Reading again, and what is kept


@pytest.mark.parametrize("settings", [None, LedgerSettings(addresses=HASH), LedgerSettings(addresses=DOMAIN)])
def test_read_again_line_by_line_with_a_kill_after_each_nothing_counts_twice(
    tmp_path: Path, settings: LedgerSettings | None
) -> None:
    log = Log(tmp_path, settings=settings)
    log.begin(0, A, *(f"{n}@example.net" for n in range(3)))
    for number, status in enumerate(("sent", "bounced", "deferred")):
        log.tell(1, A, f"{number}@example.net", status, "x")
    log.tell(400, A, "2@example.net", delay=400)
    log.removed(401, A)
    given = list(log.lines)
    for each in given + given + list(reversed(given)):
        log.lines = [each]
        log.killed()
    found = log.end()
    assert found.fates("verdict", "attempts") == [("sent", 1), ("bounced", 1), ("sent", 2)]
    assert (len(found.messages), found.gaps) == (1, [])
    assert {label: n for (name, label), n in found.counts.items() if name == "attempts"} == {
        "sent other": 2, "bounced other": 1, "deferred other": 1,
    }  # fmt: skip


def test_many_recipients_of_one_domain_stay_apart_though_their_names_are_not_kept(tmp_path: Path) -> None:
    log = Log(tmp_path, settings=LedgerSettings(addresses=DOMAIN))
    names = [f"someone{number}@example.net" for number in range(1000)]
    log.begin(0, A, *names)
    for name in names:
        log.tell(1, A, name)
    log.removed(2, A)
    found = log.end()
    assert (len(found.rows), found.gaps) == (1000, [])
    assert {row["recipient"] for row in found.rows} == {"@example.net"}


def test_a_database_that_refuses_has_taken_nothing(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.begin(0, A)
    log.tell(1, A, "a@example.net", "deferred", "later")
    log.take()
    log.tell(300, A, "a@example.net", delay=300)
    log.removed(300, A)
    given = list(log.lines)
    with monkeypatch.context() as broken:
        broken.setattr(writing, "_TALLY", "INSERT INTO nothing VALUES (?, ?, ?, ?)")
        with pytest.raises(HostError, match="cannot write the ledger"):
            log.take()
    with closing(sqlite3.connect(log.path)) as connection:
        assert connection.execute("SELECT verdict, attempts FROM fate").fetchall() == [("deferred", 1)]
    log.lines = given
    assert log.end().fates("verdict", "attempts") == [("sent", 2)]
