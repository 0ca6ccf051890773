"""What the checks of a message's lines and parts find, and what they let pass."""

from __future__ import annotations

import pytest

from sendoff.reputation.message.given import Given, given
from tests.checks.message import NOW, judged, message

PLAIN = "Content-Type: text/plain; charset=utf-8"
HTML = "Content-Type: text/html; charset=utf-8"
LONG = "<p>A text that is long enough to be read by everybody who gets it.</p>"


def of(*lines: str, body: str | bytes = "Hello\r\n") -> Given:
    return message(body, "MIME-Version: 1.0", *lines)


def multipart(*parts: str, kind: str = "mixed", closed: bool = True) -> Given:
    body = "".join(f"--B\r\n{part}\r\n" for part in parts) + ("--B--\r\n" if closed else "")
    return of(f"Content-Type: multipart/{kind}; boundary=B", body=body)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"A: b\r\n\r\n" + b"x" * 998 + b"\r\n", ""),
        (b"A: b\r\n\r\n" + b"x" * 999 + b"\r\n", "line 3 has more than 998"),
        (b"A: b\r\n\r\n" + b"x" * 998, ""),
        (b"A: b\r\n\r\n" + b"x" * 999, "line 3 has more than 998"),
        (b"A: b\n\n" + b"x" * 998 + b"\n", ""),
        (b"A: b\n\n" + b"x" * 999 + b"\n", "line 3 has more than 998"),
        (b"A: b\n\nc\n", ""),
        (b"A: b\r\n\r\nc\nd\r\n", "a bare LF ends line 3"),
        (b"A: b\r\n\r\nc\rd\r\n", "a bare CR in line 3"),
        (b"A: b\r\n\r\nc\r", "a bare CR in line 3"),
        (b"A: b\r\n\r\nc\0d\r\n", "a NUL byte in line 3"),
    ],
)
def test_lines_end_rightly_and_are_short(raw: bytes, words: str) -> None:
    found = judged("message-lines", given("m", raw, NOW))
    assert (found.result, words in found.answered) == ("fail" if words else "pass", True)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (of(PLAIN, "Content-Transfer-Encoding: 8bit", body="Grüße\r\n"), ""),
        (of(PLAIN, "Content-Transfer-Encoding: quoted-printable", body="Gr=C3=BC=C3=9Fe\r\n"), ""),
        (of(PLAIN, "Content-Transfer-Encoding: base64", body="R3LDvMOfZQ==\r\n"), ""),
        (of("Content-Type: text/plain"), ""),
        (message("Hello\r\n"), ""),
        (message("Grüße\r\n"), "not declared"),
        (of(PLAIN, body="Grüße\r\n"), "not declared"),
        (of("Content-Type: text/plain", "Content-Transfer-Encoding: 8bit", body="ü\r\n"), "declares no charset"),
        (of(PLAIN, "Content-Transfer-Encoding: 8bit", body=b"\xff\xfe\r\n"), "is not utf-8"),
        (of("Content-Type: text/plain; charset=x-own"), "do not know"),
        (message("x", subject="Grüße"), "the header holds raw 8-bit"),
    ],
)
def test_bytes_above_ascii_are_declared(one: Given, words: str) -> None:
    found = judged("message-eight-bit", one)
    assert found.result == ("warn" if words else "pass")
    assert words in found.answered


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (multipart(f"{PLAIN}\r\n\r\na", f"{HTML}\r\n\r\n<p>a"), ""),
        (multipart("\r\na part without a header"), ""),
        (multipart(f"{PLAIN}\r\n\r\na", closed=False), "not closed"),
        (of("Content-Type: multipart/mixed", body="x"), "no boundary"),
        (of("Content-Type: multipart/mixed; boundary=B", body="x"), "never has its boundary"),
        (of("Content-Type: multipart/mixed; boundary=B", body="--B--\r\n"), "no part"),
        (of("Content-Type: multipart/mixed; boundary=B", body="--BB\r\n\r\nx\r\n--BB--\r\n"), "never has"),
        (of(PLAIN, "Content-Transfer-Encoding: base64", body="QUJD\r\nRA==\r\n"), ""),
        (of(PLAIN, "Content-Transfer-Encoding: base65"), "does not exist"),
        (of("Content-Type: multipart/mixed; boundary=B", "Content-Transfer-Encoding: base64"), "no multipart may be"),
        (message("x", PLAIN), "no MIME-Version"),
        (of('Content-Type: text/plain; charset="utf-8'), "cannot be read"),
    ],
)
def test_parts_are_put_together_rightly(one: Given, words: str) -> None:
    found = judged("message-parts", one)
    assert found.result == ("fail" if words else "pass")
    assert words in found.answered


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (of(PLAIN), "skipped"),
        (of(HTML, body=LONG), "warn"),
        (multipart(f"{PLAIN}\r\n\r\nHello", f"{HTML}\r\n\r\n{LONG}", kind="alternative"), "pass"),
        (multipart(f"{PLAIN}\r\n\r\n \r\n", f"{HTML}\r\n\r\n{LONG}", kind="alternative"), "warn"),
        (multipart(f"{PLAIN}\r\n\r\nHello", f'{HTML}\r\n\r\n<img src="x">', kind="alternative"), "warn"),
        (multipart(f"{PLAIN}\r\n\r\nHello", f'{HTML}\r\n\r\n{LONG}<img src="x">', kind="alternative"), "pass"),
        (multipart(f"{PLAIN}\r\n\r\nHello", f"{HTML}\r\n\r\n<style>{LONG}</style><img>"), "warn"),
        (multipart(f"{PLAIN}\r\n\r\nHello", f"{HTML}\r\nContent-Disposition: attachment\r\n\r\n<img>"), "skipped"),
    ],
)
def test_html_has_a_text_beside_it_and_is_more_than_a_picture(one: Given, expected: str) -> None:
    assert judged("message-text", one).result == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('filename="invoice.pdf"', "pass"),
        ('filename="setup.exe"', "fail"),
        ('filename="invoice.pdf.EXE"', "fail"),
        ('filename="invoice.exe."', "fail"),
        ('filename="exe"', "pass"),
        ('filename=".exe"', "pass"),
        ('filename="my.executable"', "pass"),
        ("filename*=utf-8''set%75p.js", "fail"),
        ('filename*0="set"; filename*1="up.vbs"', "fail"),
        ('filename="=?utf-8?Q?setup=2Eexe?="', "fail"),
        ("", "pass"),
    ],
)
def test_attachments_are_not_of_a_kind_that_is_refused(name: str, expected: str) -> None:
    part = f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {name}\r\n\r\nx"
    assert judged("message-attachments", multipart(part)).result == expected


def test_the_name_may_stand_in_content_type_alone() -> None:
    assert judged("message-attachments", multipart("Content-Type: a/b; name=x.scr\r\n\r\nx")).result == "fail"


def test_a_message_that_is_too_large_is_told() -> None:
    assert judged("message-attachments", message(b"a\r\n" * 8_334_000)).result == "fail"
