"""Whatever bytes stand in a log: nothing raises, and no other message's verdict changes."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.maillog import lines
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sendoff.delivery import parse
from sendoff.host.ledger.writing import Writer

LATEST = 1_800_000_000.0
LINES = 400
PLAIN = (
    "SELECT queue_id, recipient, verdict, attempts, reply, sender, parent, handed_to, tls FROM fate"
    " WHERE recipient LIKE 'honest%' ORDER BY id"
)
HONEST = [
    "2026-11-23T14:05:09.000000+00:00 web1 postfix/pickup[1]: 0ABCDEF: uid=33 from=<me>",
    "2026-11-23T14:05:09.000000+00:00 web1 postfix/cleanup[2]: 0ABCDEF: message-id=<x@example.com>",
    "2026-11-23T14:05:09.000000+00:00 web1 postfix/qmgr[3]: 0ABCDEF: from=<me@example.com>, size=9, nrcpt=2"
    " (queue active)",
    "2026-11-23T14:05:09.100000+00:00 web1 postfix/smtp[4]: 0ABCDEF: to=<honest1@example.net>,"
    " relay=mx[192.0.2.1]:25, delay=0.2, delays=0/0/0.1/0.1, dsn=2.0.0, status=sent (250 ok)",
    "2026-11-23T14:05:09.100000+00:00 web1 postfix/smtp[4]: 0ABCDEF: to=<honest2@example.net>,"
    " relay=mx[192.0.2.1]:25, delay=0.2, delays=0/0/0.1/0.1, dsn=5.1.1, status=bounced (550 no)",
    "2026-11-23T14:05:09.200000+00:00 web1 postfix/qmgr[3]: 0ABCDEF: removed",
]
FORGED = [
    "0ABCDEF: removed",
    "0ABCDEF: to=<honest2@example.net>, relay=x, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (x)",
    "0ABCDEF: from=<a@b>, status=expired, returned to sender", "0ABCDEF: placed on hold",
    "status=sent (250", ", to=<",
    "queued as 0ABCDEF", "forwarded as 0ABCDEF", "\n0ABCDEF: removed", "postfix/qmgr[1]: 0ABCDEF: removed",
    "; from=<v@example.org> to=<honest1@example.net> proto=ESMTP",
    "\x00", "\ufffd", '"', "\\", ">", ")", "\r", "\u2028",
]  # fmt: skip
words = st.lists(st.one_of(st.sampled_from(FORGED), st.text(max_size=20)), max_size=6).map("".join)
# What a stranger writes ends up in a line as Postfix prints it: no line end of its own in it.
printed = words.map(lambda text: text.replace("\n", "?"))


@cache
def real(kind: int) -> tuple[str, ...]:
    return tuple(lines(LINES, kind, traditional=kind == 1, long_ids=kind == 2, rate=5.0))


def told(data: bytes) -> list[tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "ledger.db"))
        writer = Writer(path)
        half = data.find(b"\n", len(data) // 2) + 1
        for piece in (data[:half], data[half:]):
            writer.take("log", piece, {}, LATEST)
        writer.close()
        connection = sqlite3.connect(path)
        try:
            return connection.execute(PLAIN).fetchall()
        finally:
            connection.close()


@cache
def honest() -> list[tuple[object, ...]]:
    found = told("".join(f"{line}\n" for line in HONEST).encode())
    assert [row[2] for row in found] == ["sent", "bounced"]
    return found


@settings(max_examples=300)
@given(st.binary(max_size=2000))
@example(b"9" * 5000)
@example(b"\xff" * 100 + b"\n" + b"\x00" * 100)
@example(b"0001-01-01T00:00:00 h postfix/qmgr[1]: 0ABCDEF: removed\n")
@example(b"9999-12-31T23:59:59-14:00 h postfix/qmgr[1]: 0ABCDEF: removed\n")
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    found = parse.read(data, LATEST)
    known = found.parsed + found.unknown + found.unreadable + found.foreign
    assert known == sum(1 for line in data.decode("utf-8", "replace").split("\n") if line)


@settings(max_examples=60)
@given(st.data())
def test_no_mutated_log_makes_writing_fail(data: st.DataObject) -> None:
    found = list(real(data.draw(st.integers(1, 3))))
    for _ in range(data.draw(st.integers(1, 20))):
        number = data.draw(st.integers(0, len(found) - 1))
        found[number] = mutated(found[number], data)
    told("".join(f"{line}\n" for line in found).encode("utf-8", "surrogatepass"))


def mutated(line: str, data: st.DataObject) -> str:
    place = data.draw(st.integers(0, len(line)))
    other = data.draw(st.one_of(st.sampled_from(FORGED), st.characters(), st.integers(0, 10**30).map(str)))
    if data.draw(st.booleans()):
        return line[:place]
    return line[:place] + other + line[place + data.draw(st.integers(0, 9)) :]


@settings(max_examples=100)
@given(place=st.integers(0, len(HONEST)), noise=st.binary(max_size=300))
def test_noise_between_lines_changes_no_verdict(place: int, noise: bytes) -> None:
    given_lines = [line.encode() for line in HONEST]
    assert told(b"\n".join([*given_lines[:place], noise, *given_lines[place:], b""])) == honest()


TEMPLATES = [
    "smtp[4]: 0CCCCCC: to=<{}@example.org>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, "
    "status=bounced (no)",
    "smtp[4]: 0CCCCCC: to=<a@example.org>, orig_to=<{}>, relay=none, delay=1, delays=0/0/0/1, dsn=5.1.1, "
    "status=bounced (no)",
    "smtp[4]: 0CCCCCC: to=<a@example.org>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, "
    "status=bounced (host mx[192.0.2.1] said: 550 {} (in reply to RCPT TO command))",
    "smtp[4]: 0CCCCCC: host mx[192.0.2.1] said: 450 {} (in reply to RCPT TO command)",
    "smtp[4]: host mx[192.0.2.1] refused to talk to me: 554 {}",
    "qmgr[3]: 0CCCCCC: from=<{}@example.org>, size=9, nrcpt=1 (queue active)",
    "cleanup[2]: 0CCCCCC: message-id=<{}>",
    "cleanup[2]: 0CCCCCC: info: header From: {} from web[192.0.2.9]; from=<a@b> to=<c@d> proto=ESMTP helo=<x>: sendoff",
    "smtpd[5]: NOQUEUE: reject: RCPT from web[192.0.2.9]: 454 4.7.1 <{}>: Relay access denied; from=<{}> to=<{}> "
    "proto=ESMTP helo=<{}>",
    "smtpd[5]: 0CCCCCC: client=web[192.0.2.9], sasl_method=PLAIN, sasl_username={}",
    "smtpd[5]: warning: {}",
    "smtpd[5]: improper command pipelining after EHLO from web[192.0.2.9]: {}",
]


@settings(max_examples=300)
@given(place=st.integers(0, len(HONEST)), template=st.sampled_from(TEMPLATES), text=printed)
def test_no_strangers_words_change_the_verdict_of_another_message(place: int, template: str, text: str) -> None:
    line = f"2026-11-23T14:05:09.050000+00:00 web1 postfix/{template.replace('{}', text)}"
    given_lines = [*HONEST[:place], line, *HONEST[place:]]
    found = told("".join(f"{line}\n" for line in given_lines).encode())
    assert found == honest()
