"""A person is told of incidents: real log lines, a real ledger, a real receiver of messages."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.host.told_place import MARKER, Place, place, until

from sendoff.cli.messages import words
from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import incidents
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer
from sendoff.host.telling.process import Message, Sending
from sendoff.host.watching import telling
from sendoff.host.watching.telling import Pace, Telling, Way
from sendoff.host.watching.troubles import Troubles
from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident
from sendoff.monitor.notice import Notice

QUICK = Pace(look=0.01, gather=0.05, apart=0.0, settle=60, settle_again=600, pauses=(0.1, 0.2), cases=0.01, seconds=5)
BLOCKED = (
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider "
    "since part of their network is on our block list (S3140). You can also refer your provider to "
    "http://mail.live.com/mail/troubleshooting.aspx#errors."
)
CONSUMER = "outlook-com.olc.protection.outlook.com[192.0.2.25]:25"
GOOGLE = "gmail-smtp-in.l.google.com[192.0.2.26]:25"
THROTTLED = (
    "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address. "
    "421 4.7.28 To protect our users from spam, mail sent from your IP address has been temporarily rate limited."
)


class Watch:
    """A ledger that is written, and the messages that follow from it."""

    def __init__(self, folder: Path, urls: Sequence[str]) -> None:
        self.database = str(folder / "ledger.db")
        self.urls = [*urls]
        self.said: list[str] = []
        self.cases: list[Due] = []
        self.writer = Writer(self.database)
        self.all: list[Telling] = []
        self.telling = self.begin()
        self._place, self._number = 0, 0

    def begin(self, **pace: Any) -> Telling:
        way = Way(self.database, words, lambda: "web1.example.net", lambda _: self.cases)
        made = Telling(way, Troubles(self.said.append), QUICK._replace(**pace))
        self.all.append(made)
        return made

    def line(self, ago: float, relay: str, status: str, said: str, dsn: str) -> None:
        """Log one attempt to deliver, so many seconds ago."""
        self._number += 1
        stamp = datetime.fromtimestamp(time.time() - ago, UTC).isoformat()
        text = "".join(
            f"{stamp} web1 postfix/{rest}\n"
            for rest in (
                f"pickup[900]: A{self._number:05X}: uid=0 from=<shop@example.net>",
                f"qmgr[777]: A{self._number:05X}: from=<shop@example.net>, size=300, nrcpt=1 (queue active)",
                f"smtp[902]: A{self._number:05X}: to=<someone@example.org>, relay={relay}, delay=1, delays=0/0/0/1, "
                f"dsn={dsn}, status={status} ({said})",
            )
        )
        self._place += len(text)
        self.writer.take("log", text.encode(), {"at": self._place}, time.time())

    def refused(self, ago: float, relay: str = CONSUMER, said: str = BLOCKED) -> None:
        temporary = said.startswith("4")
        host = relay.partition(":")[0]
        status = "deferred" if temporary else "bounced"
        self.line(ago, relay, status, f"host {host} said: {said} (in reply to MAIL FROM command)",
                  "4.7.28" if temporary else "5.7.1")  # fmt: skip

    def accepted(self, ago: float, relay: str = CONSUMER) -> None:
        self.line(ago, relay, "sent", "250 2.6.0 Queued mail for delivery", "2.0.0")

    def step(self) -> None:
        start = time.monotonic()
        self.telling.step(self.writer, self.urls)
        assert time.monotonic() - start < 0.5  # whoever is told, the log is read on

    def until(self, happens: Callable[[], Any], what: str = "") -> None:
        def done() -> Any:
            self.step()
            return happens()

        until(done, what)

    def quiet(self, seconds: float = 0.6) -> None:
        """See that nothing more is sent."""
        end = time.monotonic() + seconds
        while time.monotonic() < end or self.telling.busy():
            self.step()
            time.sleep(0.02)

    def incidents(self) -> list[Incident]:
        with ledger(self.database) as opened:
            return incidents(opened)

    def fact(self) -> dict[str, Any]:
        with ledger(self.database) as opened:
            found: dict[str, Any] = opened.fact("notify") or {}
            return found


@pytest.fixture
def there() -> Iterator[Place]:
    with place() as made:
        yield made


@pytest.fixture
def watch(tmp_path: Path, there: Place) -> Iterator[Watch]:
    made = Watch(tmp_path, [there.url])
    yield made
    for each in made.all:
        each.close(lambda _: None)
    made.writer.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert MARKER.encode() not in kept
    assert MARKER not in "".join(made.said)


def titles(there: Place) -> list[str]:
    return [one["title"] for one in there.told]


def test_one_message_at_the_start_and_one_at_the_end(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.until(lambda: titles(there) == ["web1.example.net: Microsoft (Outlook.com, Hotmail) refuses mail (S3140)"])
    for _ in range(1000):
        watch.refused(290)
    watch.quiet()
    watch.accepted(10)
    watch.quiet()
    assert len(there.told) == 1  # it is not over yet for good
    watch.telling = watch.begin(settle=5)
    watch.until(lambda: len(there.told) == 2)
    assert titles(there)[1] == "web1.example.net: Microsoft (Outlook.com, Hotmail) takes mail again"
    watch.quiet()
    assert len(there.told) == 2
    [found] = watch.incidents()
    assert found.told_open
    assert found.told_closed
    assert watch.fact()["trouble"] is None


def test_the_message_says_what_a_person_needs(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.until(lambda: there.told)
    text = there.told[0]["message"]
    for wanted in (
        "S3140",
        "192.0.2.1",
        "outlook-com.olc.protection.outlook.com",
        "shop@example.net",
        "root",
        "1 sender",
    ):
        assert wanted in text, wanted
    assert there.told[0]["type"] == "failure"


def test_several_that_begin_together_come_in_one_message(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.refused(299, GOOGLE, THROTTLED)
    watch.until(lambda: there.told)
    watch.quiet()
    [title] = titles(there)
    assert "Microsoft (Outlook.com, Hotmail) refuses mail" in title
    assert "Google throttles mail" in title


def test_there_is_time_between_two_messages(watch: Watch, there: Place) -> None:
    watch.telling = watch.begin(apart=1.5)
    watch.refused(300)
    watch.until(lambda: there.told)
    start = time.monotonic()
    watch.refused(299, GOOGLE, THROTTLED)
    watch.until(lambda: len(there.told) == 2)
    assert time.monotonic() - start > 1.0


def test_one_that_comes_and_goes_is_told_once(watch: Watch, there: Place) -> None:
    watch.refused(50)
    watch.until(lambda: there.told)
    for ago in range(45, 5, -10):
        watch.accepted(ago)
        watch.step()
        watch.refused(ago - 5)
        watch.step()
    watch.quiet()
    assert len(there.told) == 1


def test_one_that_comes_back_after_its_end_was_told_is_told_again(watch: Watch, there: Place) -> None:
    watch.refused(900)
    watch.until(lambda: len(there.told) == 1)
    watch.accepted(800)
    watch.until(lambda: len(there.told) == 2)
    watch.refused(700)
    watch.until(lambda: len(there.told) == 3)
    assert "again" in there.told[2]["message"]
    watch.accepted(590)
    watch.quiet()
    assert len(there.told) == 3  # of what came back once, the end is told only when it would be another
    watch.telling = watch.begin(settle_again=500)
    watch.until(lambda: len(there.told) == 4)


def test_nobody_is_told_of_history(watch: Watch, there: Place) -> None:
    watch.refused(40_000)
    watch.accepted(39_000)
    watch.refused(200_000, GOOGLE, THROTTLED)  # open, but of the day before yesterday
    watch.quiet()
    assert len(watch.incidents()) == 2
    assert there.asked == 0


def test_nobody_is_told_where_nobody_is_named_and_later_of_what_is_open(watch: Watch, there: Place) -> None:
    watch.urls = []
    watch.refused(300)
    watch.refused(300, GOOGLE, THROTTLED)
    watch.accepted(200, GOOGLE)
    watch.quiet()
    watch.urls = [there.url]
    watch.until(lambda: there.told)
    watch.quiet()
    assert titles(there) == ["web1.example.net: Microsoft (Outlook.com, Hotmail) refuses mail (S3140)"]


@pytest.mark.parametrize("manner", ["refuses", "dies"])
def test_who_cannot_be_reached_is_tried_again_until_he_is(watch: Watch, there: Place, manner: str) -> None:
    there.manner = manner
    watch.refused(300)
    watch.until(lambda: there.asked >= 3)
    watch.until(lambda: watch.fact().get("trouble"))
    assert len(watch.said) == 1
    assert "nobody could be told of an incident: URL 1 (json)" in watch.said[0]
    there.manner = "takes"
    watch.until(lambda: there.told)
    watch.until(lambda: watch.fact()["trouble"] is None)
    assert watch.said[1].startswith("over: nobody could be told")
    watch.quiet()
    assert len(there.told) == 1


def test_a_place_that_hangs_holds_up_nothing(watch: Watch, there: Place) -> None:
    there.manner = "hangs"
    watch.telling = watch.begin(seconds=1.0)
    watch.refused(300)
    watch.until(lambda: watch.said)  # each step is timed
    there.manner = "takes"
    watch.until(lambda: there.told)


def test_one_that_ends_while_nobody_can_be_reached_is_told_whole(watch: Watch, there: Place) -> None:
    there.manner = "refuses"
    watch.refused(300)
    watch.until(lambda: watch.fact().get("owed"))
    watch.accepted(200)
    watch.telling = watch.begin()  # a restart does not forget it
    there.manner = "takes"
    watch.until(lambda: there.told)
    assert titles(there) == ["web1.example.net: Microsoft (Outlook.com, Hotmail) takes mail again"]
    assert "its beginning could not be told" in there.told[0]["message"]
    watch.until(lambda: not watch.fact()["owed"])
    watch.quiet()
    assert len(there.told) == 1


def test_one_place_of_two_is_enough_and_the_other_is_said(watch: Watch, there: Place) -> None:
    with place() as second:
        second.manner = "refuses"
        watch.urls = [there.url, second.url]
        watch.refused(300)
        watch.until(lambda: there.told)
        watch.until(lambda: watch.said)
        assert "one message did not reach everybody: URL 2 (json): refused with 500" in watch.said[0]
        watch.quiet()
        assert (len(there.told), second.asked) == (1, 1)


def test_a_process_that_is_killed_before_it_told_is_started_again(
    watch: Watch, there: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Sending] = []

    class Seen(Sending):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            started.append(self)

    monkeypatch.setattr(telling, "Sending", Seen)
    there.manner = "hangs"
    watch.refused(300)
    watch.until(lambda: there.asked)
    there.manner = "takes"
    os.kill(started[0].pid, signal.SIGKILL)
    watch.until(lambda: there.told)
    watch.quiet()
    assert len(there.told) == 1


def test_a_crash_before_it_was_marked_repeats_the_message_and_loses_none(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.until(watch.telling.busy)
    until(lambda: there.told)
    assert watch.incidents()[0].told_open is None
    watch.telling = watch.begin()
    watch.until(lambda: len(there.told) == 2)
    watch.quiet()
    assert watch.incidents()[0].told_open
    assert len(there.told) == 2


def test_a_ledger_that_refuses_the_mark_has_no_message_sent_again(watch: Watch, there: Place) -> None:
    watch.refused(300)
    with closing(sqlite3.connect(watch.database)) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE OF told_open ON incident BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )
        other.commit()
        refused = 0
        end = time.monotonic() + 15
        while refused < 3:
            assert time.monotonic() < end
            try:
                watch.step()
            except HostError:
                refused += 1
            time.sleep(0.02)
        other.execute("DROP TRIGGER full")
        other.commit()
    watch.until(lambda: watch.incidents()[0].told_open)
    assert len(there.told) == 1


def test_an_end_of_the_watch_waits_for_the_message_and_marks_it(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.until(watch.telling.busy)
    watch.telling.close(lambda write: write(watch.writer))
    assert len(there.told) == 1
    assert watch.incidents()[0].told_open


def test_what_is_due_is_told_by_a_watch_that_looks_once(watch: Watch, there: Place) -> None:
    watch.refused(300)
    watch.telling.once(watch.writer, watch.urls)
    assert len(there.told) == 1
    watch.begin().once(watch.writer, watch.urls)
    assert len(there.told) == 1


def test_an_answer_that_is_due_is_told_once(watch: Watch, there: Place) -> None:
    now = time.time_ns() // 1000
    watch.cases = [Due(3, "microsoft", now - 90_000_000_000, now - 3_600_000_000)]
    watch.until(lambda: titles(there) == ["web1.example.net: microsoft owes an answer"])
    assert "sendoff case show 3" in there.told[0]["message"]
    watch.quiet()
    watch.telling = watch.begin()
    watch.quiet()
    assert len(there.told) == 1
    watch.cases = [Due(3, "microsoft", now - 7_200_000_000, now - 1)]  # sent again
    watch.until(lambda: len(there.told) == 2)


def test_words_that_cannot_be_written_do_not_end_the_watch(watch: Watch, there: Place) -> None:
    def fails(_: Notice) -> Message:
        raise ValueError("x")

    good = watch.telling
    watch.telling = Telling(Way(watch.database, fails, lambda: "web1"), Troubles(watch.said.append), QUICK)
    watch.refused(300)
    watch.until(lambda: watch.said)
    assert watch.said[0].startswith("the message could not be written (ValueError); trying again")
    watch.telling = good
    watch.until(lambda: there.told)


def test_cases_that_cannot_be_read_are_said_and_the_rest_is_told(watch: Watch, there: Place) -> None:
    def broken(_: int) -> Sequence[Due]:
        raise HostError("case 1 cannot be read")

    watch.telling = Telling(Way(watch.database, words, lambda: "web1", broken), Troubles(watch.said.append), QUICK)
    watch.all.append(watch.telling)
    watch.refused(300)
    watch.until(lambda: there.told)
    assert [said for said in watch.said if "case 1 cannot be read" in said] == watch.said
    assert len(watch.said) == 1
