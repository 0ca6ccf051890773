"""What the checks of a message's header find, and what they let pass."""

from __future__ import annotations

import pytest

from tests.checks.message import judged, message


def result(check: str, *more: str, **changed: str | None) -> str:
    return judged(check, message("Hello\r\n", *more, **changed)).result


HEADER_CHECKS = (
    "message-fields", "message-date", "message-id", "message-encoded-words", "message-display-name",
    "message-addresses",
)  # fmt: skip


@pytest.mark.parametrize("check", HEADER_CHECKS)
def test_a_good_header_passes(check: str) -> None:
    assert result(check) == "pass"


@pytest.mark.parametrize("name", ["from", "date", "message_id"])
def test_a_field_that_is_missing_fails(name: str) -> None:
    found = judged("message-fields", message(**{name: None}))
    assert found.result == "fail"
    assert found.answered.startswith("no ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("From: other@example.net", "From stands 2 times"),
        ("Subject: again", "Subject stands 2 times"),
        ("subject: again", "Subject stands 2 times"),
        ("this is no field", "no field"),
        (": no name", "no field"),
        ("Bad Name: x", "no field"),
    ],
)
def test_a_field_twice_or_a_line_that_is_none_fails(line: str, words: str) -> None:
    found = judged("message-fields", message("x", line))
    assert found.result == "fail"
    assert words in found.answered


@pytest.mark.parametrize("line", ["Received: x", "X-Own: 1", "Comments: a", "Received: y"])
def test_fields_that_may_stand_often_pass(line: str) -> None:
    assert result("message-fields", line, line) == "pass"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("shop@example.net", "pass"),
        ("shop@example.net (the shop)", "pass"),
        ('"Shop, Example" <shop@example.net>', "pass"),
        ('"a@b" <shop@example.net>', "pass"),
        ("Müller <müller@example.net>", "pass"),
        ("Shop", "fail"),
        ("<>", "fail"),
        ("a@example.net, b@example.net", "fail"),
        ("a b@example.net", "fail"),
        ("undisclosed:;", "fail"),
    ],
)
def test_from_holds_one_address(sender: str, expected: str) -> None:
    assert result("message-fields", **{"from": sender}) == expected


def test_two_authors_with_a_sender_pass() -> None:
    assert result("message-fields", "Sender: a@example.net", **{"from": "a@example.net, b@example.net"}) == "pass"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 23 Nov 2026 14:04:00 +0000", "pass"),
        ("23 Nov 2026 15:04 +0100", "pass"),
        ("Mon, 23 Nov 2026 14:04:00 GMT", "pass"),
        ("Mon, 23 Nov 2026 14:04:00 +0000 (UTC)", "pass"),
        ("Mon, 23 Nov 2026 14:19:00 +0000", "pass"),
        ("Mon, 23 Nov 2026 14:21:00 +0000", "warn"),
        ("Wed, 25 Nov 2026 14:04:00 +0000", "fail"),
        ("Sat, 21 Nov 2026 14:04:00 +0000", "pass"),
        ("Thu, 19 Nov 2026 14:04:00 +0000", "warn"),
        ("Tue, 23 Nov 2026 14:04:00 +0000", "warn"),
        ("2026-11-23T14:04:00Z", "fail"),
        ("Mon, 31 Feb 2026 14:04:00 +0000", "fail"),
        ("Mon, 23 Nov 0000 14:04:00 +0000", "fail"),
        ("Mon, 23 Nov 2026 14:04:00 +9999", "fail"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "warn"),
    ],
)
def test_a_date_is_one_and_is_near(date: str, expected: str) -> None:
    assert result("message-date", date=date) == expected


def test_a_date_is_compared_with_the_first_received() -> None:
    hop = "Received: by mx.example.org; Thu, 01 Jan 2015 10:00:00 +0000"
    assert result("message-date", hop, date="Thu, 01 Jan 2015 09:59:00 +0000") == "pass"
    assert result("message-date", hop) == "fail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a.b@example.net>", "pass"),
        ("<a@[192.0.2.1]>", "pass"),
        ("<a@localhost>", "warn"),
        ("<a@web1.localdomain>", "warn"),
        ("<a@web1>", "warn"),
        ("a@example.net", "fail"),
        ("<example.net>", "fail"),
        ("<a@b@example.net>", "fail"),
        ("<a b@example.net>", "fail"),
        ("<" + "a" * 2000 + "@example.net>", "fail"),
    ],
)
def test_a_message_id_has_its_form_and_a_domain(text: str, expected: str) -> None:
    assert result("message-id", message_id=text) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "pass"),
        ("=?utf-8?B?R3LDvMOfZQ==?=", "pass"),
        ("=?iso-8859-1*de?Q?Gr=FC=DFe?=", "pass"),
        ("is 1=?2 a question?=", "pass"),
        ("=?utf-8?B?!!!?=", "warn"),
        ("=?utf-8?Q?=FF=FE?=", "warn"),
        ("=?utf-9?Q?a?=", "warn"),
        ("=?unicode_escape?Q?a?=", "warn"),
        ("=?utf-8?X?a?=", "warn"),
        ("=?utf-8?Q?a=0D=0ABcc:_x?=", "warn"),
        (f"=?utf-8?Q?{'a' * 63}?=", "pass"),
        (f"=?utf-8?Q?{'a' * 64}?=", "warn"),
    ],
)
def test_encoded_words_can_be_decoded(subject: str, expected: str) -> None:
    assert result("message-encoded-words", subject=subject) == expected


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("shop@example.net", "pass"),
        ('"shop@example.net" <shop@example.net>', "pass"),
        ('"Shop@Example.NET" <shop@example.net>', "pass"),
        ("Shop @ Example <shop@example.net>", "pass"),
        ('"ceo@example.com" <shop@example.net>', "fail"),
        ("=?utf-8?Q?ceo=40example=2Ecom?= <shop@example.net>", "fail"),
        ("=?utf-8?B?Y2VvQGV4YW1wbGUuY29t?= <shop@example.net>", "fail"),
        ("=?utf-8?Q?Shop_=E2=80=AEmoc?= <shop@example.net>", "fail"),
        ("=?utf-8?Q?Sh=E2=80=8Dop?= <shop@example.net>", "pass"),
    ],
)
def test_a_display_name_is_honest(sender: str, expected: str) -> None:
    assert result("message-display-name", **{"from": sender}) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Return-Path: <bounce@example.net>"], "pass"),
        (["Return-Path: <bounce@mail.example.net>"], "pass"),
        (["Return-Path: <>"], "pass"),
        (["Return-Path: <bounce@example.org>"], "warn"),
        (["Return-Path: <bounce@example.org>", "DKIM-Signature: v=1; d=example.net; s=s; h=from; b=x"], "pass"),
        (["Return-Path: <bounce@example.org>", "DKIM-Signature: v=1; d=example.org; s=s; h=from; b=x"], "warn"),
        (["Return-Path: <bounce@notexample.net>"], "warn"),
        (["Reply-To: help@example.net"], "pass"),
        (["Reply-To: help@example.org"], "warn"),
    ],
)
def test_the_addresses_belong_together(lines: list[str], expected: str) -> None:
    assert result("message-addresses", *lines) == expected


@pytest.mark.parametrize("check", ["message-date", "message-id", "message-display-name", "message-addresses"])
def test_what_is_missing_is_told_once_by_the_check_of_fields(check: str) -> None:
    bare = message(**{"from": None}, date=None, message_id=None)
    assert judged(check, bare).result == "skipped"
