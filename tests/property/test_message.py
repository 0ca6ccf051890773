"""Whatever bytes a message is made of, it is judged."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given as example
from hypothesis import strategies as st

from sendoff.reputation import checks
from sendoff.reputation.check import RESULTS
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import given

PIECES = st.sampled_from(
    [
        b"From: ",
        b"Date: ",
        b"Message-ID: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=a",
        b"text/html",
        b"--a",
        b"--",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"\0",
        b"<",
        b">",
        b'"',
        b"(",
        b")",
        b"\\",
        b"@",
        b";",
        b":",
        b"=?utf-8?B?",
        b"?=",
        b"Content-Transfer-Encoding: base64",
        b"DKIM-Signature: d=a; h=from; x=9",
        b"List-Unsubscribe: <https://x>",
        b"\xff",
        b"Received: from a ([198.51.100.7]) by b with ESMTPS; ",
        b"message/rfc822",
        b"Mon, 23 Nov 2026 14:05:00 +0000",
        b"*0*=",
    ]
)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@example(st.lists(PIECES | st.binary(max_size=8), max_size=40).map(b"".join))
def test_any_bytes_are_judged(raw: bytes) -> None:
    one = given("m", raw, NOW)._replace(addresses=("198.51.100.7",))
    found = list(checks.judge(Facts({"message": one}), checks.MESSAGE))
    assert {each.id for each in found} == set(checks.MESSAGE)
    assert {each.result for each in found} <= set(RESULTS)
    assert all(0 <= part.start <= part.end <= len(one.raw) for part in one.mime.parts)
    "".join(text for each in found for text in each).encode()
