from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sendoff.cli.command import run
from sendoff.delivery.report import Report
from sendoff.delivery.report_usual import DAY, HOUR
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.reporting import report
from sendoff.host.ledger.schema import TABLES, VERSION

NOW = 490_000 * HOUR + 1800 * 1_000_000
SEEN = NOW - 2 * HOUR


class Rows:
    """A ledger written by hand."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(TABLES)
        self.connection.execute(f"PRAGMA user_version = {VERSION}")
        self.messages = 0
        for name, value in (("begins", NOW - 30 * DAY), ("last_line", NOW), ("last_read", NOW)):
            self.fact(name, value)

    def fact(self, name: str, value: Any) -> None:
        self.connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(value)))

    def message(self, **values: Any) -> int:
        self.messages += 1
        columns: dict[str, Any] = {
            "id": self.messages, "queue_id": f"Q{self.messages}", "instance": "postfix", "began": SEEN,
            "first_seen": SEEN, "last_seen": SEEN, "ended": SEEN, "ending": "removed", "sender_local": "shop",
            "sender_domain": "example.org", "size": 1000, "uid": 33, "user": "www-data",
        }  # fmt: skip
        self._insert("message", {**columns, **values})
        return self.messages

    def delivery(self, message: int, number: int = 0, **values: Any) -> None:
        columns: dict[str, Any] = {
            "id": (message << 20) + number, "local": "a", "domain": "example.net", "status": "sent", "attempts": 1,
            "tries": "", "reply": "250 2.0.0 ok", "relay": "mx.example.net[192.0.2.1]:25", "delay": 2.0,"slot": number,
            "delay_transmission": 1.0, "first_seen": SEEN, "last_seen": SEEN, "provider": "other",
        }  # fmt: skip
        self._insert("delivery", {**columns, **values})

    def tally(self, hour: int, name: str, label: str, count: int) -> None:
        self.connection.execute("INSERT INTO tally VALUES (?, ?, ?, ?)", (hour, name, label, count))

    def _insert(self, table: str, values: dict[str, Any]) -> None:
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - names of this file
        self.connection.execute(sql, tuple(values.values()))

    def report(self, since: int = NOW - DAY, until: int = NOW, number: int = 10) -> Report:
        with ledger(self.path) as opened:
            return report(opened, since, until, NOW, number)


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    made = Rows(tmp_path / "ledger.db")
    yield made
    made.connection.close()


def ends(found: Report) -> dict[str, int]:
    return {verdict: count for verdict, count in found.counts.items() if count}


def test_each_recipient_counts_once_by_its_end(rows: Rows) -> None:
    mixed = rows.message()
    rows.delivery(mixed, 0)
    rows.delivery(mixed, 1, status="bounced", reply="550 5.1.1 <a@example.net>: User unknown", domain="example.com")
    rows.delivery(rows.message(ending="expired"), status="deferred")
    rows.delivery(rows.message(ending="deleted"), status="deferred")
    rows.delivery(rows.message(ending=None, ended=None, held=SEEN), status="deferred")
    rows.delivery(rows.message(ending=None, ended=None), status="deferred", attempts=5)
    rows.delivery(rows.message(ending=None, ended=None), status="queued", attempts=0)
    rows.delivery(rows.message(ending="gone"), status="deferred")
    rows.delivery(rows.message(), status="deferred")
    found = rows.report()
    assert ends(found) == {
        "sent": 1, "bounced": 1, "expired": 1, "deleted": 1, "held": 1, "deferred": 1, "queued": 1, "unknown": 2,
    }  # fmt: skip
    assert found.waiting == {"deferred": 1, "held": 1, "queued": 1}
    assert (found.received_messages, found.received_bytes, found.sent_bytes) == (8, 8000, 1000)
    assert dict(found.by["domain"].rows)["example.com"] == {"bounced": 1}


def test_only_what_happened_in_the_span_counts(rows: Rows) -> None:
    for when in (NOW - DAY - 1, NOW - DAY, NOW - 1, NOW):
        rows.delivery(rows.message(began=when), last_seen=when)
    found = rows.report()
    assert (ends(found), found.received_messages) == ({"sent": 2}, 2)


def test_a_recipient_expired_when_it_was_given_up_not_when_it_was_last_tried(rows: Rows) -> None:
    rows.delivery(rows.message(ending="expired", ended=NOW - HOUR), status="deferred", last_seen=NOW - 2 * DAY)
    rows.delivery(rows.message(ending="expired", ended=NOW - 3 * DAY), status="deferred", last_seen=NOW - 2 * DAY)
    found = rows.report()
    assert ends(found) == {"expired": 1}
    assert found.hours[(NOW - HOUR) // HOUR] == {"expired": 1}


def test_mail_that_went_on_here_counts_where_it_ended(rows: Rows) -> None:
    first = rows.message(user="alice", uid=1000)
    rows.delivery(first, relay="127.0.0.1[127.0.0.1]:10024", handed_to="Q2")
    child = rows.message(parent="Q1", parent_kind="filter", uid=None, user=None, client="localhost[127.0.0.1]")
    rows.delivery(child, status="bounced", reply="550 no")
    found = rows.report()
    assert ends(found) == {"bounced": 1}
    assert found.received_messages == 1
    assert found.by["user"].rows == [("alice", {"bounced": 1})]
    assert found.by["client"].rows == []


def test_a_hand_over_of_which_nothing_is_known_is_no_certain_end(rows: Rows) -> None:
    rows.delivery(rows.message(), relay="local", handed_to="LOST1")
    rows.delivery(rows.message(), relay="next.example.net[192.0.2.9]:25", handed_to="THEIRS1")
    assert ends(rows.report()) == {"unknown": 1, "sent": 1}


def test_an_old_message_with_the_same_queue_id_is_no_child(rows: Rows) -> None:
    rows.message(queue_id="AGAIN", first_seen=NOW - 9 * DAY, last_seen=NOW - 9 * DAY, began=NOW - 9 * DAY)
    rows.delivery(rows.message(), relay="next.example.net[192.0.2.9]:25", handed_to="AGAIN")
    assert ends(rows.report()) == {"sent": 1}


def test_a_requeued_message_counts_once(rows: Rows) -> None:
    rows.delivery(rows.message(ending="requeued"), status="deferred")
    rows.delivery(rows.message(parent="Q1", parent_kind="requeue", user="root", uid=0))
    found = rows.report()
    assert (ends(found), found.received_messages) == ({"sent": 1}, 1)
    assert found.by["user"].rows == [("www-data", {"sent": 1})]


def test_notices_are_counted_apart(rows: Rows) -> None:
    rows.delivery(rows.message(parent="Q9", parent_kind="notice", sender_local="", sender_domain="", uid=None))
    found = rows.report()
    assert ends(found) == {}
    assert found.notices["sent"] == found.received["notice"] == 1
    assert found.received_messages == 0
    assert found.by["domain"].rows == []


def test_delays_are_of_final_sent_deliveries_only(rows: Rows) -> None:
    for number, delay in enumerate((1.0, 2.0, 9.0)):
        rows.delivery(rows.message(), number, delay=delay)
    rows.delivery(rows.message(ended=None, ending=None), status="deferred", delay=5000.0)
    rows.delivery(rows.message(), status="bounced", delay=6000.0)
    found = rows.report()
    assert found.delays["total"] == (3, 2.0, 9.0, 9.0)
    assert found.delays["transmission"].number == 3
    assert "queue_manager" not in found.delays
    assert [(slow.domain, slow.delays.number) for slow in found.slowest] == [("example.net", 3)]


def test_tls_is_a_share_of_what_went_to_other_servers(rows: Rows) -> None:
    rows.delivery(rows.message(), tls="Trusted TLSv1.3 TLS_AES_256_GCM_SHA384")
    rows.delivery(rows.message(), tls="may:none")
    rows.delivery(rows.message())
    rows.delivery(rows.message(), relay="local")
    assert rows.report().tls == {"with": 1, "without": 2}


def test_without_a_word_of_tls_in_the_log_the_share_is_unknown(rows: Rows) -> None:
    rows.delivery(rows.message())
    assert rows.report().tls is None


def test_reasons_group_what_differs_only_by_address(rows: Rows) -> None:
    for name in ("a", "b"):
        rows.delivery(rows.message(), status="bounced", reply=f"550 5.1.1 <{name}@example.net>: User unknown")
    rows.delivery(rows.message(ended=None, ending=None), status="deferred", reply=None)
    first, second = rows.report().reasons
    assert (first.reason, first.counts) == ("550 5.1.1 …: User unknown", {"bounced": 2})
    assert (first.example, first.domain) == ("550 5.1.1 <a@example.net>: User unknown", "example.net")
    assert second.reason == "no reason logged"


@pytest.mark.parametrize(("local", "shown"), [("", "@example.org"), ("5f2a", "5f2a@example.org")])
def test_senders_show_as_the_ledger_keeps_them(rows: Rows, local: str, shown: str) -> None:
    rows.delivery(rows.message(sender_local=local))
    assert rows.report().by["sender"].rows[0][0] == shown


def test_the_null_sender_and_an_unknown_one_differ(rows: Rows) -> None:
    rows.delivery(rows.message(sender_local="", sender_domain=""))
    rows.delivery(rows.message(sender_local=None, sender_domain=None))
    assert rows.report().by["sender"].rows == [("<>", {"sent": 1, "bytes": 1000})]


def test_attempts_and_the_usual_come_from_the_tallies_which_outlive_the_rows(rows: Rows) -> None:
    for hour in range((NOW - 40 * DAY) // HOUR, NOW // HOUR + 1):
        rows.tally(hour, "attempts", "sent google", 2)
        rows.tally(hour, "attempts", "sent other", 1)
        rows.tally(hour, "accepted", "smtp", 4)
        rows.tally(hour, "accepted", "notice", 9)
        rows.tally(hour, "lines", "parsed", 20)
    found = rows.report()
    assert found.attempts is not None
    assert 72 <= found.attempts["sent"] <= 75
    assert found.usual.spans == 4
    assert found.usually("sent") == 72
    assert found.usually("received") == 96
    assert rows.report(NOW - DAY - 90 * DAY, NOW - 90 * DAY).attempts is None


def test_rejections_are_grouped(rows: Rows) -> None:
    reply = "554 5.7.1 <{}@elsewhere.example>: Relay access denied"
    for number, hour in enumerate((NOW // HOUR - 50, NOW // HOUR - 1, NOW // HOUR)):
        values = (hour, "unknown[203.0.113.9]", "s", "r", reply.format(number), 3, hour * HOUR + 1)
        rows.connection.execute("INSERT INTO rejection VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    found = rows.report().rejected
    assert found.number == 6
    assert found.reasons.rows == [("554 5.7.1 …: Relay access denied", {"rejected": 6})]


def test_gaps_a_young_ledger_and_a_stopped_watch_make_it_incomplete(rows: Rows) -> None:
    assert rows.report().knowledge.complete
    assert not rows.report(NOW - 60 * DAY).knowledge.complete
    rows.fact("last_read", NOW - HOUR)
    assert [gap.kind for gap in rows.report().knowledge.gaps] == ["not-watched"]
    assert rows.report(NOW - 3 * DAY, NOW - 2 * DAY).knowledge.complete


def test_all_of_the_command(rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows.delivery(rows.message())
    span = ["--since", "2025-11-23", "--until", "2025-11-26", "--database", rows.path]
    assert run("report", span) == 0
    assert "sent" in capsys.readouterr().out
    assert run("report", [*span, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) >= {"since", "until", "recipients", "by", "reasons", "delays", "complete", "gaps"}
    assert run("report", [*span, "--html", str(tmp_path / "report.html")]) == 0
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_what_cannot_be_read_or_written_ends_with_1(
    rows: Rows, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", ["--database", str(tmp_path / "none.db")]) == 1
    assert run("report", ["--database", rows.path, "--html", str(tmp_path / "no" / "where.html")]) == 1
    assert run("report", ["--database", rows.path, "--since", "2020-01-02", "--until", "2020-01-01"]) == 1
    assert capsys.readouterr().err.count("mend:") == 3


def test_the_ledger_stays_as_it_is(rows: Rows) -> None:
    rows.delivery(rows.message())
    before = Path(rows.path).read_bytes()
    rows.report()
    assert Path(rows.path).read_bytes() == before
