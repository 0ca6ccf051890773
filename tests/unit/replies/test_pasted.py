"""Replies as people paste them: log lines, queue listings, bounce notices."""

from __future__ import annotations

import pytest

from sendoff.replies.pasted import Pasted, pasted

SAID = "host mx.example.org[192.0.2.7] said: 550 5.1.1 <nobody@example.org>: User unknown (in reply to RCPT TO command)"
LINE = (
    "2026-11-23T10:00:00.123456+00:00 web1 postfix/smtp[123]: 3F2A81C0D4: to=<nobody@example.org>, "
    "relay=mx.example.org[192.0.2.7]:25, "
    "delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=5.1.1, status=bounced ("
)
WHOLE = Pasted(SAID, "mx.example.org[192.0.2.7]:25", "example.org", "5.1.1", "bounced")


def test_a_line_of_the_log() -> None:
    assert pasted(f"{LINE}{SAID})") == [WHOLE]


def test_a_line_with_tls_and_an_original_recipient() -> None:
    line = (
        LINE.replace("relay=", "orig_to=<info@example.net>, relay=")
        .replace("delay=", "conn_use=2, delay=")
        .replace("dsn=", "tls=may:secure, dsn=")
    )
    assert pasted(f"{line}{SAID})\n") == [WHOLE]


def test_several_lines_are_several_replies_and_the_same_is_one() -> None:
    other = f"{LINE.replace('nobody', 'other').replace('bounced', 'deferred')}450 4.2.0 Greylisted)"
    assert [one.status for one in pasted(f"{LINE}{SAID})\n{LINE}{SAID})\nsome other line\n{other}\n")] == [
        "bounced",
        "deferred",
    ]


def test_the_reply_says_nothing_of_the_relay() -> None:
    evil = f"{LINE}550 to=<x@example.net>, relay=gmail.com[192.0.2.1]:25, dsn=2.0.0, status=sent (250 Ok))"
    found = pasted(evil)[0]
    assert (found.relay, found.status) == ("mx.example.org[192.0.2.7]:25", "bounced")


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        f"<nobody@example.org>: {SAID}",
        f"({SAID})",
        f"\n\n   nobody@example.org\n({SAID})\n",
        "<nobody@example.org>: host mx.example.org[192.0.2.7] said: 550 5.1.1\n    <nobody@example.org>: User "
        "unknown (in reply to RCPT TO\n"
        "    command)",
    ],
)
def test_where_postfix_says_who_spoke_the_reply_begins(text: str) -> None:
    assert [one.reply for one in pasted(text)] == [SAID]


def test_a_bounce_notice() -> None:
    text = (
        "Final-Recipient: rfc822; nobody@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; "
        "mx.example.org\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: Recipient\r\n    address rejected: User unknown\r\n"
    )
    reply = "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown"
    assert pasted(text) == [Pasted(reply, "mx.example.org", "example.org", "5.1.1")]


def test_the_reply_alone_and_nothing() -> None:
    assert pasted("550-5.7.1 one\r\n550 5.7.1 two") == [Pasted("550-5.7.1 one\n550 5.7.1 two")]
    assert pasted(" \n ") == []
