"""What a person reads at three in the morning."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident
from sendoff.monitor.notice import Affected, Notice
from sendoff.render import notice_text
from sendoff.replies.classes import CLASSES

MICRO = 1_000_000
FIRST = round(datetime(2026, 3, 1, 2, 12, 5, tzinfo=UTC).timestamp()) * MICRO
S3140 = (
    "host outlook-com.olc.protection.outlook.com[192.0.2.25] said: 550 5.7.1 Unfortunately, messages from [192.0.2.1] "
    "weren't sent. Please contact your Internet service provider since part of their network is on our block list "
    "(S3140)."
)
BLOCK = Incident(
    7, "microsoft", "consumer", "address-blocked", "S3140", True, FIRST, FIRST + 60 * MICRO, None, 1, 0, 1, 0, 1, 12,
    S3140, "outlook-com.olc.protection.outlook.com[192.0.2.25]:25", "192.0.2.1", 0, None, None, FIRST - 600 * MICRO,
)  # fmt: skip
OVER = BLOCK._replace(
    open=False, closed=FIRST + 7200 * MICRO, refused=4321, accepted_since=1, senders=9, recipients=1200, told_open=FIRST
)


@pytest.fixture(autouse=True)
def _berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Berlin"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def began(found: Incident, *senders: tuple[str, int]) -> Notice:
    return Notice("web1.example.net", FIRST + 61 * MICRO, (Affected(found, senders, (("www-data", 1),)),))


def test_the_beginning() -> None:
    notice = began(BLOCK, ("shop@example.org", 1))
    assert notice_text.subject(notice) == "web1.example.net: Microsoft (Outlook.com, Hotmail) refuses mail (S3140)"
    assert notice_text.mood(notice) == "failure"
    assert notice_text.body(notice).startswith("""\
Microsoft (Outlook.com, Hotmail) refuses mail.
  since     2026-03-01 03:12:05 +0100
  means     The receiver blocks this server's address, or the range that it is
            in.
  reply     host outlook-com.olc.protection.outlook.com[192.0.2.25] said: 550
            5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent.
            Please contact your Internet service provider since part of their
            network is on our block list (S3140).
  said by   outlook-com.olc.protection.outlook.com[192.0.2.25]:25
  blocked   192.0.2.1
  refused   once so far: 1 sender, 1 recipient
  senders   shop@example.org (1)
  users     www-data (1)
  changed   generation 12 of the configuration was applied 2026-03-01 03:02:05
            +0100
  acts      you, as operator of this server
  next      """)


def test_the_next_step_and_where_there_is_more() -> None:
    text = " ".join(notice_text.body(began(BLOCK)).split())
    assert "`sendoff case open microsoft`" in text  # as the reply's own row says
    assert "https://" in text
    assert "`sendoff incidents` on the server; a message follows when it is over" in text
    assert text.endswith("From sendoff watch on web1.example.net.")


def test_the_end() -> None:
    notice = Notice("web1.example.net", FIRST, ended=(Affected(OVER, (("a@example.org", 4000), ("", 300))),))
    assert notice_text.subject(notice) == "web1.example.net: Microsoft (Outlook.com, Hotmail) takes mail again"
    assert notice_text.mood(notice) == "success"
    assert (
        notice_text.body(notice)
        == """\
Microsoft (Outlook.com, Hotmail) takes mail again (S3140).
  began     2026-03-01 03:12:05 +0100
  last      2026-03-01 03:13:05 +0100, the last mail that it refused
  again     2026-03-01 05:12:05 +0100, the first mail that it accepted after
            that
  lasted    2 h
  refused   4,321 times in all: 9 senders, 1,200 recipients
  senders   a@example.org (4,000) and 8 more
  next      nothing: mail that still waits is tried again by itself; what came
            back must be sent anew

From sendoff watch on web1.example.net.
"""
    )


def test_what_throttles_and_what_lists_is_said_so() -> None:
    rate = BLOCK._replace(provider="google", part="", kind="rate", provider_code=None)
    assert notice_text.subject(began(rate)) == "web1.example.net: Google throttles mail"
    listed = BLOCK._replace(provider="spamhaus", part="blocklist", kind="address-listed", provider_code=None)
    assert "the blocklist Spamhaus has this server's address" in notice_text.subject(began(listed))


def test_one_that_came_back_says_so() -> None:
    text = notice_text.body(began(BLOCK._replace(reopened=2, told_open=FIRST, told_closed=FIRST)))
    assert "again: it was over 2 times before" in text


def test_an_answer_that_is_due() -> None:
    notice = Notice(
        "web1.example.net", FIRST, cases=(Due(3, "microsoft", FIRST - 90_000 * MICRO, FIRST - 3600 * MICRO),)
    )
    assert notice_text.subject(notice) == "web1.example.net: microsoft owes an answer"
    assert notice_text.mood(notice) == "warning"
    assert "sendoff case show 3" in notice_text.body(notice)
    assert "1 h ago" in notice_text.body(notice)


def test_many_at_once_are_counted_and_still_one_message() -> None:
    many = tuple(Affected(BLOCK._replace(id=number, provider=f"list{number}")) for number in range(40))
    notice = Notice("web1.example.net", FIRST, many, many)
    assert notice_text.subject(notice).endswith("and 74 more")
    assert len(notice_text.subject(notice)) < 600
    assert len(notice_text.body(notice)) < 40_000
    assert "have the others" in notice_text.body(notice)


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_can_be_told(kind: str) -> None:
    notice = began(BLOCK._replace(kind=kind))
    assert CLASSES[kind].meaning.split()[0] in notice_text.body(notice)


def test_a_class_of_a_later_version_can_be_told() -> None:
    assert notice_text.body(began(BLOCK._replace(kind="from-tomorrow")))


HOSTILE = "550 \x1b[2J\r\nSubject: pay\x00 \u202eelbisivni\u2028 " + "x" * 5000


def test_words_of_strangers_do_nothing_to_the_reader() -> None:
    found = BLOCK._replace(
        reply=HOSTILE, relay=HOSTILE, blocked=HOSTILE, provider_code=HOSTILE, provider=HOSTILE, part=HOSTILE
    )
    notice = began(found, (HOSTILE, 1))._replace(server=HOSTILE)
    title, text = notice_text.subject(notice), notice_text.body(notice)
    assert title.isprintable()
    assert all(line.isprintable() for line in text.split("\n"))
    assert not [line for line in text.split("\n") if line.startswith("Subject:")]
    assert len(title) < 800
    assert len(text) < 4000
