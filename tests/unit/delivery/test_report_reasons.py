from __future__ import annotations

import time

import pytest

from sendoff.delivery.report_reasons import reason


@pytest.mark.parametrize(
    ("reply", "grouped"),
    [
        (
            "host mx.example[192.0.2.1] said: 550 5.1.1 <a@example.net>: User unknown (in reply to RCPT TO command)",
            "550 5.1.1 …: User unknown",
        ),
        ("550 5.1.1 <b@example.org>: User unknown", "550 5.1.1 …: User unknown"),
        (
            "host mx[192.0.2.1] said: 550-5.7.26 Unauthenticated mail 550-5.7.26 is blocked 550 5.7.26 abc12-20020a - "
            "gsmtp (in reply to end of DATA command)",
            "550 5.7.26 Unauthenticated mail is blocked … - gsmtp",
        ),
        ("connect to mx.example.net[2001:db8::1]:25: Connection timed out", "connect to …: Connection timed out"),
        (
            "delivery temporarily suspended: connect to mx.example.net[192.0.2.1]:25: Connection refused",
            "connect to …: Connection refused",
        ),
        (
            "host mx.example.net[192.0.2.1] refused to talk to me: 554 5.7.1 Poor reputation of 192.0.2.7",
            "refused at greeting: 554 5.7.1 Poor reputation of …",
        ),
        (
            "Host or domain name not found. Name service error for name=shop.example type=MX: Host not found",
            "Host or domain name not found. Name service error for name=… type=MX: Host not found",
        ),
        (
            "450 4.2.0 Greylisted, see http://example.net/?r=1 or https://a.example",
            "450 4.2.0 Greylisted, see … or …",
        ),
        ("", "no reason logged"),
    ],
)
def test_what_differs_from_mail_to_mail_is_taken_out(reply: str, grouped: str) -> None:
    assert reason(reply) == grouped


def test_other_words_are_another_reason() -> None:
    assert reason("550 5.1.1 <a@b.example>: User unknown") != reason("550 5.2.2 <a@b.example>: Mailbox full")


@pytest.mark.parametrize("piece", ["<", "a" * 50 + "@", '"', "[", "1.", "a.", "550 ", "x=", "host a said: "])
def test_no_reply_makes_it_slow(piece: str) -> None:
    start = time.process_time()
    reason(piece * 20_000)
    assert time.process_time() - start < 0.5


def test_a_reason_is_of_bounded_length() -> None:
    assert len(reason("550 " + "word " * 1000)) <= 110
