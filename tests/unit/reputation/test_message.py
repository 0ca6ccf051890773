"""Messages are read whole or not, always within bounds, whatever a stranger wrote."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from sendoff.reputation import checks
from sendoff.reputation.check import RESULTS
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.addresses import mailboxes
from sendoff.reputation.message.given import Given, given, tags
from sendoff.reputation.message.headers import MOST_FIELDS
from sendoff.reputation.message.mime import DEEPEST, MOST_PARTS, octets
from sendoff.reputation.message.parameters import value
from sendoff.reputation.message.words import text

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def read(raw: bytes) -> Given:
    return given("m", raw, NOW)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_folded_fields_are_one_line_and_the_body_begins_after_the_blank_line(end: str) -> None:
    one = read(end.join(["Subject: a", "\tb", " c", "From: x@example.net", "", "body"]).encode())
    assert one.header.value("subject") == "a\tb c"
    assert one.raw[one.header.ends :] == b"body"


def test_a_message_of_an_mbox_is_read_without_its_first_line() -> None:
    assert read(b"From x@example.net Mon Nov 23\nSubject: a\n\nb").header.value("subject") == "a"


def test_a_message_without_a_header_has_none() -> None:
    one = read(b"\r\nbody")
    assert (one.header.fields, one.raw[one.header.ends :]) == ((), b"body")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a@example.net", [("", "a@example.net")]),
        ("A B <a@example.net>, c@example.org", [("A B", "a@example.net"), ("", "c@example.org")]),
        ('"B, A" <a@example.net>', [("B, A", "a@example.net")]),
        (r'"A \"x\", B" <a@example.net>', [('A "x", B', "a@example.net")]),
        ("a@example.net (x, (y) z)", [("", "a@example.net")]),
        ("Team: a@example.net, b@example.net;", [("", "a@example.net"), ("", "b@example.net")]),
        ("undisclosed-recipients:;", []),
        ('"a b"@example.net', [("", '"a b"@example.net')]),
    ],
)
def test_mailboxes_as_rfc_5322_has_them(field: str, expected: list[tuple[str, str]]) -> None:
    found = mailboxes(field)
    assert [(one.name, one.address) for one in found] == expected
    assert all(one.good for one in found)


@pytest.mark.parametrize("field", ["a@b@c", "<a@example.net", "a@", "@example.net", "a b@example.net", '"<a@b.c"'])
def test_what_is_no_address_is_not_good(field: str) -> None:
    assert not any(one.good for one in mailboxes(field))


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ('text/plain; charset="utf-8"', "charset", "utf-8"),
        ("text/plain;charset=utf-8 ; format=flowed", "format", "flowed"),
        (r'x/y; name="a\"b;c"', "name", 'a"b;c'),
        ("x/y; name*=utf-8'de'Gr%C3%BC%C3%9Fe", "name", "Grüße"),
        ("x/y; name*0*=utf-8''a%20; name*1=b", "name", "a b"),
        ('x/y; name*1="c"; name*0="b"', "name", "bc"),
    ],
)
def test_parameters_as_rfc_2231_has_them(field: str, name: str, expected: str) -> None:
    assert value(field).parameters[name] == expected


def test_words_are_decoded_and_joined() -> None:
    assert text("=?utf-8?Q?Gr=C3=BC?= =?utf-8?B?w59l?= und mehr") == "Grüße und mehr"
    assert text("=?x-own?Q?a?=") == "=?x-own?Q?a?="


def test_tags_of_a_signature() -> None:
    assert tags("v=1; b=ab\t cd; D=x ; h=a : b") == {"v": "1", "b": "abcd", "d": "x", "h": "a:b"}


def test_parts_are_found_where_they_lie() -> None:
    raw = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=A\r\n\r\npreamble\r\n--A\r\n"
        b"Content-Type: multipart/alternative; boundary=AA\r\n\r\n--AA\r\n\r\nplain\r\n--AA\r\n"
        b"Content-Type: text/html\r\n\r\n<p>\r\n--AA--\r\n--A\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n"
        b"--A--\r\nend"
    )
    one = read(raw)
    assert one.mime.wrong == ()
    assert [part.type.value for part in one.mime.parts] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/plain", "text/html",
    ]  # fmt: skip
    assert [octets(raw, part) for part in one.mime.parts[2:]] == [b"abc", b"plain", b"<p>"]


def test_an_enclosed_message_is_read() -> None:
    one = read(b"Content-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\nx")
    assert [part.type.value for part in one.mime.parts] == ["message/rfc822", "text/html"]


MEGABYTE = 1_000_000
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(1000)
)
MULTI = b"From: a@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="
HOSTILE = {
    "nested a thousand times": b"From: a@example.net\r\n" + NESTED,
    "enclosed a thousand times": b"Content-Type: message/rfc822\r\n\r\n" * 1000,
    "a million fields": b"X: y\r\n" * MEGABYTE,
    "a field of a million lines": b"Subject: x\r\n" + b" y\r\n" * MEGABYTE + b"\r\n",
    "a million boundaries": MULTI + b"-\r\n\r\n" + b"---\r\n" * MEGABYTE,
    "dashes only": MULTI + b"-\r\n\r\n" + b"-" * 5 * MEGABYTE,
    "blanks after a boundary": MULTI + b"a\r\n\r\n--a" + b" " * 5 * MEGABYTE,
    "the same boundary inside": MULTI + b"a\r\n\r\n" + b"--a\r\n" + MULTI + b"a\r\n\r\n" * 10_000,
    "zeros": b"\0" * 5 * MEGABYTE,
    "line ends only": b"a: b\n\n" + b"\n" * 5 * MEGABYTE,
    "carriage returns only": b"a: b\r\n\r\n" + b"\r" * 5 * MEGABYTE,
    "quotes in From": b'From: "' + b'\\"' * 100_000 + b"\r\n\r\n",
    "angles in From": b"From: " + b"<" * 200_000 + b"\r\n\r\n",
    "comments in From": b"From: " + b"(" * 200_000 + b"\r\n\r\n",
    "colons in From": b"From: " + b"a:" * 100_000 + b"@\r\n\r\n",
    "open quotes in Content-Type": b"Content-Type: text/plain;" + b'a="' * 100_000 + b"\r\n\r\n",
    "words that do not end": b"Subject: " + b"=?utf-8?Q?" * 20_000 + b"\r\n\r\n",
    "words without number": b"Subject: " + b"=?utf-8?Q?a?= " * 15_000 + b"\r\n\r\n",
    "signatures without number": b"From: a@example.net\r\n" + b"DKIM-Signature: d=a; h=b\r\n" * 10_000 + b"\r\n",
    "a signature of many tags": b"DKIM-Signature: " + b"a=b;" * 50_000 + b"\r\n\r\n",
    "received without number": b"Received: from a ([1.2.3.4]) by\r\n" * 10_000 + b"\r\n",
    "open styles": b"Content-Type: text/html\r\n\r\n<img>" + b"<style " * 100_000,
    "open tags": b"Content-Type: text/html\r\n\r\n<img" + b"<" * MEGABYTE,
    "base64 of nothing": b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=" * MEGABYTE,
    "unsubscribe without end": b"List-Unsubscribe: " + b"<https:" * 30_000 + b"\r\n\r\n",
    "message id": b"Message-ID: <" + b'"' * 200_000 + b"\r\n\r\n",
    "date": b"Date: " + b" " * 200_000 + b"x\r\n\r\n",
    "no UTF-8 at all": b"From: \xff\xfe <\xff@\xfe>\r\nSubject: \xff\r\nContent-Type: \xff/\xff; \xff=\xff\r\n\r\n\xff",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_judged_within_a_moment(name: str) -> None:
    start = time.process_time()
    one = read(HOSTILE[name])
    found = list(checks.judge(Facts({"message": one}), checks.MESSAGE))
    assert time.process_time() - start < 5
    assert {finding.id for finding in found} == set(checks.MESSAGE)
    assert {finding.result for finding in found} <= set(RESULTS)
    assert all(text.encode() is not None for finding in found for text in finding)
    assert max(len(finding.answered) for finding in found) < 5000
    assert len(one.header.fields) <= MOST_FIELDS
    assert len(one.mime.parts) <= MOST_PARTS
    assert max(part.depth for part in one.mime.parts) <= DEEPEST


def test_nesting_without_end_is_told_and_never_called_good() -> None:
    (found,) = checks.judge(Facts({"message": read(HOSTILE["nested a thousand times"])}), ["message-parts"])
    assert found.result == "fail"
    assert "nested" in found.answered


def test_a_message_that_is_too_large_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendoff.reputation.message.given.MOST_BYTES", 1000)
    one = read(b"From: a@example.net\r\n\r\n" + b"x\r\n" * 1000)
    (found,) = checks.judge(Facts({"message": one}), ["message-fields"])
    assert one.cut
    assert "larger" in found.answered
