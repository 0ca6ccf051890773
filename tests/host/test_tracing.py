"""What is asked for is found in the ledger, by its indexes."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sendoff.cli import command, trace_command
from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.delivery.trace_known import Answer
from sendoff.delivery.trace_question import understood
from sendoff.delivery.waiting import Recipient, Waiting
from sendoff.host import real
from sendoff.host.errors import HostError
from sendoff.host.ledger import tracing
from sendoff.host.ledger.gaps import gaps, unknowns
from sendoff.host.ledger.privacy import stored
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.host.ledger.schema import TABLES, VERSION
from sendoff.host.ledger.tracing import Span
from sendoff.host.ledger.tracing_answer import Wish, answer
from sendoff.host.ledger.tracing_related import MOST_RECIPIENTS
from sendoff.host.spool import Spool

SECOND = 1_000_000
HOUR = 3600 * SECOND
NOON = 1_795_435_200 * SECOND  # 2026-11-23 12:00:00 UTC
NOW = NOON + HOUR


class Rows:
    """A ledger that is written by hand."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {TABLES}")
        self.connection.execute(f"PRAGMA user_version = {VERSION}")
        self.fact("begins", NOON - 24 * HOUR)
        self.fact("last_read", NOW)

    def insert(self, table: str, **values: Any) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608

    def fact(self, name: str, value: Any) -> None:
        self.connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value)))

    def mail(self, number: int, queue_id: str, sender: str = "shop@www.example.net", **more: Any) -> None:
        local, _, domain = sender.rpartition("@")
        usual = {
            "instance": "postfix", "began": NOON, "first_seen": NOON, "last_seen": NOON + 2 * SECOND,
            "ended": NOON + 2 * SECOND, "ending": "removed", "sender_local": local, "sender_domain": domain,
            "message_id": f"<{number}@www.example.net>",
        }  # fmt: skip
        self.insert("message", **{**usual, "id": number, "queue_id": queue_id, **more})

    def delivery(self, message: int, number: int, recipient: str, status: str = "sent", **more: Any) -> None:
        local, at, domain = recipient.rpartition("@")
        usual = {
            "local": local if at else domain, "domain": domain if at else "", "status": status, "attempts": 1,
            "tries": "", "slot": "", "reply": "250 2.0.0 Ok", "dsn": "2.0.0", "relay": "mx1.example.org[192.0.2.7]:25",
            "delay": 2.0, "delay_before_queue_manager": 0.1, "delay_queue_manager": 0.0,
            "delay_connection_setup": 0.9, "delay_transmission": 1.0, "provider": "other",
            "first_seen": NOON + 2 * SECOND, "last_seen": NOON + 2 * SECOND,
        }  # fmt: skip
        self.insert("delivery", **{**usual, "id": (message << 20) + number, **more})


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    made = Rows(tmp_path / "ledger.db")
    yield made
    made.connection.close()


def ask(
    rows: Rows, *asked: str, take_as: str | None = None, span: Span | None = None, limit: int = 50, own: str = "www"
) -> Answer:
    questions = tuple(understood(text, take_as, [own]) for text in asked)
    return answer(real(), rows.path, Wish(questions, span or Span(), limit), NOW)


def told(found: Answer) -> list[tuple[str | None, str, str]]:
    return [(one.end.recipient, one.end.verdict, one.end.mail.queue_id) for one in found.traced]


@pytest.fixture
def shop(rows: Rows) -> Rows:
    """A ledger with one mail to two customers, and one mail of somebody else."""
    rows.mail(1, "4A", user="www-data", uid=33)
    rows.delivery(1, 0, "Info@example.org")
    rows.delivery(1, 1, "other@example.com", "bounced")
    rows.mail(2, "4B", "joe@example.net", last_seen=NOON + 5 * SECOND)
    rows.delivery(2, 0, "jane@example.org", original="office@www.example.net")
    return rows


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Info@example.org", ["Info@example.org"]),
        ("INFO@EXAMPLE.ORG", ["Info@example.org"]),
        ("info@example.org", ["Info@example.org"]),
        ("office@www.example.net", ["jane@example.org"]),
        ("OFFICE@www.example.net", ["jane@example.org"]),
        ("joe@example.net", ["jane@example.org"]),
        ("@example.org", ["Info@example.org", "jane@example.org"]),
        ("example.org", ["Info@example.org", "jane@example.org"]),
        ("@www.example.net", ["Info@example.org", "other@example.com"]),
        ("4A", ["Info@example.org", "other@example.com"]),
        ("<1@www.example.net>", ["Info@example.org", "other@example.com"]),
        ("1@www.example.net", ["Info@example.org", "other@example.com"]),
        ("nobody@example.org", []),
    ],
)
def test_what_is_asked_for_is_found(shop: Rows, asked: str, found: list[str]) -> None:
    take_as = "queue-id" if asked == "4A" else None
    assert [one.end.recipient for one in ask(shop, asked, take_as=take_as).traced] == found


def test_an_address_asked_for_as_recipient_is_not_found_as_sender(shop: Rows) -> None:
    assert told(ask(shop, "joe@example.net", take_as="recipient")) == []
    assert told(ask(shop, "jane@example.org", take_as="sender")) == []


def test_a_user_is_found_with_this_servers_domain_and_without(rows: Rows) -> None:
    rows.mail(1, "4A")
    rows.delivery(1, 0, "root@www.example.net")
    rows.mail(2, "4B")
    rows.delivery(2, 0, "admin@example.org", original="root")
    rows.mail(3, "4C")
    rows.delivery(3, 0, "root@example.org")
    assert [queue_id for *_, queue_id in told(ask(rows, "root", own="www.example.net"))] == ["4A", "4B"]


def test_several_questions_are_joined_by_or(shop: Rows) -> None:
    found = ask(shop, "info@example.org", "jane@example.org")
    assert [one.end.recipient for one in found.traced] == ["Info@example.org", "jane@example.org"]


def test_a_sender_that_is_a_recipient_too_gets_all_recipients_once(rows: Rows) -> None:
    rows.mail(1, "4A", "joe@example.org")
    rows.delivery(1, 0, "joe@example.org")
    rows.delivery(1, 1, "jane@example.org")
    assert [who for who, *_ in told(ask(rows, "joe@example.org"))] == ["joe@example.org", "jane@example.org"]


def test_a_span_of_time_finds_what_was_seen_in_it(shop: Rows) -> None:
    shop.mail(3, "4C", first_seen=NOON + HOUR // 2, last_seen=NOON + HOUR // 2, ended=None, ending=None)
    assert [one[2] for one in told(ask(shop, span=Span(NOON + HOUR // 4)))] == ["4C"]
    assert [one[2] for one in told(ask(shop, span=Span(NOON, NOON + HOUR // 4)))] == ["4A", "4A", "4B"]
    assert told(ask(shop, span=Span(NOON - HOUR, NOON - HOUR // 2))) == []


def test_what_still_waits_belongs_to_every_span_since_it_came(rows: Rows) -> None:
    rows.mail(1, "4A", ended=None, ending=None)
    rows.delivery(1, 0, "a@example.org", "deferred")
    assert [one[1] for one in told(ask(rows, "a@example.org", span=Span(NOON + HOUR // 2)))] == ["deferred"]
    assert told(ask(rows, "a@example.org", span=Span(NOON - HOUR, NOON - SECOND))) == []


def test_of_many_messages_the_newest_are_shown_and_that_there_are_more_is_said(rows: Rows) -> None:
    for number in range(1, 6):
        rows.mail(number, f"4A{number}", last_seen=NOON + (10 - number) * SECOND)
        rows.delivery(number, 0, "a@example.org")
    found = ask(rows, "a@example.org", limit=2)
    assert [queue_id for *_, queue_id in told(found)] == ["4A2", "4A1"]
    assert found.truncated
    assert not ask(rows, "a@example.org", limit=5).truncated


def test_logs_that_were_imported_later_do_not_hide_what_is_newer(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_MOST_LOOKED_AT", 2)
    rows.mail(1, "4A")
    rows.delivery(1, 0, "a@example.org")
    for number in range(2, 30):
        rows.mail(number, f"4B{number}", first_seen=NOON - 20 * HOUR, last_seen=NOON - 20 * HOUR)
        rows.delivery(number, 0, "a@example.org")
    found = ask(rows, "a@example.org", span=Span(NOON - HOUR), limit=1)
    assert [queue_id for *_, queue_id in told(found)] == ["4A"]


def test_chains_and_notices_are_read_from_the_ledger(rows: Rows) -> None:
    rows.mail(1, "4A", user="www-data")
    rows.delivery(1, 0, "root@www.example.net", relay="local", handed_to="4B")
    rows.mail(2, "4B", parent="4A", parent_kind="forward")
    rows.delivery(2, 0, "admin@example.org", "bounced")
    rows.mail(3, "4N", "", parent="4B", parent_kind="notice")
    rows.delivery(3, 0, "shop@www.example.net", relay="local")
    (found,) = ask(rows, "root@www.example.net").traced
    assert (found.end.recipient, found.end.verdict) == ("admin@example.org", "bounced")
    assert [(one.queue_id, one.status) for one in found.notices] == [("4N", "sent")]
    (notice,) = ask(rows, "shop@www.example.net", take_as="recipient").traced
    assert notice.about is not None
    assert notice.about.queue_id == "4B"
    (child,) = ask(rows, "admin@example.org").traced
    assert child.submitted_by == "user www-data (on this server from 4A)"


def test_a_message_with_very_many_recipients_says_that_not_all_are_shown(rows: Rows) -> None:
    rows.mail(1, "4A")
    for number in range(MOST_RECIPIENTS + 1):
        rows.delivery(1, number, f"a{number}@example.org")
    found = ask(rows, "4A", take_as="queue-id")
    assert len(found.traced) == MOST_RECIPIENTS
    assert found.truncated


def test_mail_refused_at_the_door_is_found_too(rows: Rows) -> None:
    refusal = {"hour": NOON // HOUR, "client": "c[192.0.2.3]", "reply": "554 5.7.1 denied", "count": 3}
    rows.insert("rejection", sender="joe@example.net", recipient="info@example.org", last_seen=NOON, **refusal)
    rows.insert("rejection", sender="joe@example.net", recipient="infx@exampleXorg", last_seen=NOON, **refusal)
    assert [one.recipient for one in ask(rows, "info@example.org").rejections] == ["info@example.org"]
    assert [one.recipient for one in ask(rows, "@example.org").rejections] == ["info@example.org"]
    assert len(ask(rows, "joe@example.net").rejections) == 2
    assert ask(rows, "joe@example.net", take_as="recipient").rejections == ()
    assert len(ask(rows, span=Span(NOON)).rejections) == 2
    assert ask(rows, "4A", take_as="queue-id").rejections == ()


@pytest.mark.parametrize("addresses", ["hash", "domain"])
def test_an_address_is_found_in_a_ledger_that_does_not_keep_it(rows: Rows, addresses: str) -> None:
    settings = LedgerSettings(addresses)
    rows.fact("settings", settings._asdict())
    rows.fact("secret", "00ff")
    rows.mail(1, "4A")
    rows.delivery(1, 0, stored("info", "example.org", settings, "00ff") + "@example.org")
    found = ask(rows, "Info@example.org")
    assert len(found.traced) == 1
    assert bool(found.notes) == (addresses == "domain")


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[Waiting]:
    """What postqueue(1) would list; the real one is asked in tests/lab."""
    listed = list[Waiting]()
    monkeypatch.setattr("sendoff.host.queue_listing.listing", lambda _ids, **_options: iter(listed))
    return listed


def test_a_recipient_that_was_not_tried_yet_is_found_in_the_queue(rows: Rows, queue: list[Waiting]) -> None:
    rows.mail(1, "4A", ended=None, ending=None, nrcpt=2)
    people = (Recipient("a@example.org", ""), Recipient("b@example.org", ""))
    queue.append(Waiting("active", "4A", NOON // SECOND, 4200, "shop@www.example.net", people, False))
    assert told(ask(rows, "a@example.org")) == [("a@example.org", "queued", "4A")]
    assert [who for who, *_ in told(ask(rows, "4A", take_as="queue-id"))] == ["a@example.org", "b@example.org"]
    assert told(ask(rows, "c@example.org")) == []


def test_a_queue_that_cannot_be_asked_is_said(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_ids: object, **_options: object) -> Iterator[Waiting]:
        raise HostError("the queue cannot be listed: not allowed")

    monkeypatch.setattr("sendoff.host.queue_listing.listing", refuse)
    rows.mail(1, "4A", ended=None, ending=None)
    found = ask(rows, "4A", take_as="queue-id")
    assert told(found) == [(None, "queued", "4A")]
    assert "not allowed" in found.notes[0]


@pytest.mark.parametrize(("where", "verdict"), [("deferred/4/4A00", "deferred"), ("elsewhere", "unknown")])
def test_what_left_the_queue_without_a_line_is_unknown(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, verdict: str
) -> None:
    for folder in ("active", "deferred/4"):
        (tmp_path / "spool" / folder).mkdir(parents=True)
    file = tmp_path / "spool" / where
    file.write_text("")
    os.utime(file, (NOW // SECOND + 60, NOW // SECOND + 60))
    monkeypatch.setattr("sendoff.host.spool.spool", lambda _host=None: Spool(str(tmp_path / "spool")))
    monkeypatch.setattr("sendoff.host.ledger.tracing_answer.LEDGER", rows.path)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    rows.mail(1, "4A00", ended=None, ending=None, nrcpt=1)
    rows.delivery(1, 0, "a@example.org", "deferred")
    (found,) = ask(rows, "a@example.org").traced
    assert found.end.verdict == verdict
    assert (found.next_retry is not None) == (verdict == "deferred")


def gap(rows: Rows, kind: str, since: int, until: int) -> None:
    rows.insert("gap", kind=kind, since=since, until=until, count=2, example="x")


def test_gaps_are_those_that_overlap(rows: Rows) -> None:
    gap(rows, "dropped-by-log", NOON, NOON + 10)
    with ledger(rows.path) as opened:
        assert [len(gaps(opened, *span)) for span in ((NOON + 10, None), (NOON + 11, None), (None, NOON - 1))] == [
            1,
            0,
            0,
        ]
        assert [one.kind for one in unknowns(opened, NOON - 48 * HOUR, None, NOW + HOUR)] == [
            "dropped-by-log",
            "before-the-ledger",
            "not-watched",
        ]


@pytest.mark.parametrize(
    ("since", "until", "kinds"),
    [
        (NOON - HOUR, NOON - HOUR, []),
        (NOON + SECOND, NOON + SECOND, ["dropped-by-log"]),
        (NOON - HOUR, NOON + HOUR, ["dropped-by-log"]),
        (NOON + 9 * SECOND, NOON + 9 * SECOND, []),
    ],
)
def test_without_a_span_gaps_count_from_the_first_to_the_last_thing_found(
    shop: Rows, since: int, until: int, kinds: list[str]
) -> None:
    gap(shop, "dropped-by-log", since, until)
    assert [one.kind for one in ask(shop, "info@example.org").gaps] == kinds


def test_where_nothing_was_found_every_gap_counts(shop: Rows) -> None:
    gap(shop, "dropped-by-log", NOON - HOUR, NOON - HOUR)
    assert [one.kind for one in ask(shop, "nobody@example.org").gaps] == ["dropped-by-log"]


def test_of_what_still_waits_every_gap_since_then_counts(rows: Rows) -> None:
    rows.mail(1, "4A", ended=None, ending=None)
    rows.delivery(1, 0, "a@example.org", "deferred")
    gap(rows, "dropped-by-log", NOON + HOUR // 2, NOON + HOUR // 2)
    assert [one.kind for one in ask(rows, "a@example.org").gaps] == ["dropped-by-log"]


def test_a_log_that_is_not_read_any_more_leaves_a_gap_for_an_address_but_not_for_a_message_that_ended(
    shop: Rows,
) -> None:
    shop.fact("last_read", NOW - 301 * SECOND)
    assert [one.kind for one in ask(shop, "info@example.org").gaps] == ["not-watched"]
    assert ask(shop, "4A", take_as="queue-id").gaps == ()
    assert ask(shop, "info@example.org", span=Span(NOON, NOON + SECOND)).gaps == ()


def test_a_span_before_the_ledger_begins_is_a_gap(shop: Rows) -> None:
    found = ask(shop, "info@example.org", span=Span(NOON - 25 * HOUR))
    assert [one.kind for one in found.gaps] == ["before-the-ledger"]


def plans(rows: Rows, monkeypatch: pytest.MonkeyPatch, *asked: str, span: Span | None = None) -> list[str]:
    """Return SQLite's plan for every query that a trace makes."""
    made, each = list[str](), Ledger.each

    def explained(self: Ledger, sql: str, parameters: Any = ()) -> Any:
        made.extend(row[3] for row in each(self, f"EXPLAIN QUERY PLAN {sql}", parameters))
        return each(self, sql, parameters)

    monkeypatch.setattr(Ledger, "each", explained)
    ask(rows, *asked, span=span)
    return made


@pytest.mark.parametrize(
    "asked", [["info@example.org"], ["root"], ["@example.org"], ["4A1B2C3D"], ["<1@www.example.net>"], []]
)
def test_every_question_is_answered_by_an_index(shop: Rows, monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    span = None if asked else Span(NOON)
    shop.mail(4, "4N", "", parent="4A", parent_kind="notice", ended=None, ending=None)
    made = plans(shop, monkeypatch, *asked, span=span)
    allowed = {"SCAN c", "SCAN m", "SCAN message USING INDEX message_open"}  # what was found before, and the queue
    assert len(made) > 5
    assert {step for step in made if step.startswith("SCAN")} - allowed == set()


def run(rows: Rows, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = command.run("trace", [*words, "--database", rows.path])
    return code, capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "more", "code"),
    [
        ("sent", {}, 0),
        ("bounced", {}, 2),
        ("deferred", {"ended": None, "ending": None}, 2),
        ("deferred", {}, 3),
        ("deferred", {"ending": "deleted"}, 2),
        ("deferred", {"ending": "expired"}, 2),
    ],
)
def test_the_exit_code_says_whether_it_is_delivered(
    rows: Rows, capsys: pytest.CaptureFixture[str], status: str, more: dict[str, Any], code: int
) -> None:
    rows.mail(1, "4A", **more)
    rows.delivery(1, 0, "a@example.org", status)
    assert run(rows, capsys, "a@example.org")[0] == code


def test_nothing_found_ends_with_one_and_says_since_when(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(rows, capsys, "a@example.org")
    assert code == 1
    assert out.startswith("nothing known of a@example.org (as address or message id) since 2026-11-2")


def test_json_has_what_is_promised(shop: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(shop, capsys, "info@example.org", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"deliveries", "rejections", "complete", "gaps", "understood_as", "truncated"} <= found.keys()
    (one,) = found["deliveries"]
    assert {name: one[name] for name in ("recipient", "status", "submitted_by", "next_hop", "delay", "first_seen")} == {
        "recipient": "Info@example.org",
        "status": "sent",
        "submitted_by": "user www-data",
        "next_hop": "mx1.example.org[192.0.2.7]:25",
        "delay": 2.0,
        "first_seen": "2026-11-23T12:00:00.000+00:00",
    }


def test_no_question_at_all_is_an_error(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows, capsys)[0] == 1


def test_following_ends_when_all_is_final_and_tells_what_changed(
    rows: Rows, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.mail(1, "4A", ended=None, ending=None)
    rows.delivery(1, 0, "a@example.org", "deferred")

    def meanwhile(_seconds: float) -> None:
        rows.connection.execute("UPDATE delivery SET status = 'sent', attempts = 2")
        rows.connection.execute("UPDATE message SET ended = ?, ending = 'removed'", (NOON + 9 * SECOND,))

    monkeypatch.setattr("time.sleep", meanwhile)
    code, out = run(rows, capsys, "a@example.org", "--follow", "--timeout", "60")
    assert code == 0
    assert out.splitlines()[-1].startswith("4A a@example.org: delivered to mx1.example.org[192.0.2.7]:25 at")


def test_following_stops_at_its_deadline(rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(rows, capsys, "a@example.org", "--follow", "--timeout", "0")[0] == 1


@pytest.mark.parametrize("text", ["0", "-1", "x", "²"])
def test_a_limit_is_a_number(text: str) -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    trace_command.add(parser)
    with pytest.raises((argparse.ArgumentError, SystemExit)):
        parser.parse_args(["x", "--limit", text])
