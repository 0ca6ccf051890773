from __future__ import annotations

import pytest

from sendoff.delivery.line import delivery, forwarded_as, is_expired, is_removed, is_start, message_id, parse

SENT = (
    "to=<a@example.net>, relay=mx.example.net[192.0.2.1]:25, delay=0.05, delays=0.01/0.03/0/0.01, dsn=2.0.0, "
    "status=sent (250 OK)"
)
STAMPS = ["Nov 23 02:30:12", "Nov  3 02:30:12", "2026-11-23T02:30:12.094558+01:00", "2026-11-23T02:30:12Z"]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("tag", ["postfix/smtp", "postfix/sendoff-relay/smtp", "postfix-out/lmtp", "mail/smtp"])
@pytest.mark.parametrize("queue_id", ["0BB9F3B", "4Xb7Jk2Fzdz3Y9Q", "3F2504E0C5"])
def test_a_delivery_is_read_whatever_its_envelope(stamp: str, tag: str, queue_id: str) -> None:
    line = parse(f"{stamp} web1 {tag}[98]: {queue_id}: {SENT}")
    assert line
    assert (line.stamp, line.host, line.tag, line.pid, line.queue_id) == (stamp, "web1", tag, 98, queue_id)
    assert line.program == tag.rpartition("/")[2]
    found = delivery(line)
    assert found
    assert (found.recipient, found.orig_to, found.relay) == ("a@example.net", "", "mx.example.net[192.0.2.1]:25")
    assert (found.delay, found.delays, found.dsn) == ("0.05", ("0.01", "0.03", "0", "0.01"), "2.0.0")
    assert (found.status, found.reply, found.tls) == ("sent", "250 OK", "")


def read(text: str) -> tuple[str, str, str, str]:
    line = parse(f"Nov 23 02:30:12 web1 postfix/smtp[98]: 0BB9F3B: {text}")
    assert line
    found = delivery(line)
    assert found
    return found.recipient, found.relay, found.status, found.reply


@pytest.mark.parametrize(("text", "expected"), [
    (  # the remote server's words
        "to=<a@example.net>, relay=mx[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx "
        "said: 550 5.1.1 x), relay=y, dsn=2.0.0, status=sent (250 ok)",
        ("a@example.net", "mx[192.0.2.1]:25", "bounced",
         "host mx said: 550 5.1.1 x), relay=y, dsn=2.0.0, status=sent (250 ok"),
    ),
    (  # a local part
        'to=<"x>, relay=evil, status=sent (250 ok)"@example.net>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, '
        "status=deferred (connect to mx: Connection refused)",
        ('"x>, relay=evil, status=sent (250 ok)"@example.net', "none", "deferred", "connect to mx: Connection refused"),
    ),
    (  # an escaped quote in it
        r'to=<"\">, status=sent (x"@example.net>, relay=local, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (no)',
        (r'"\">, status=sent (x"@example.net', "local", "bounced", "no"),
    ),
    (  # the original recipient
        'to=<b@example.net>, orig_to=<"a, status=sent (x"@example.net>, relay=local, delay=1, dsn=5.1.1, '
        "status=bounced (no)",
        ("b@example.net", "local", "bounced", "no"),
    ),
    (  # the first of two equal names
        "to=<a@example.net>, relay=one, relay=two, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (x)",
        ("a@example.net", "one", "deferred", "x"),
    ),
    (  # cut by syslog at some length
        "to=<a@example.net>, relay=one, delay=1, delays=0/0/0/1, dsn=4.0.0, status=deferred (host one said: 4",
        ("a@example.net", "one", "deferred", "host one said: 4"),
    ),
])  # fmt: skip
def test_strangers_words_cannot_forge_a_field(text: str, expected: tuple[str, str, str, str]) -> None:
    assert read(text) == expected


def test_fields_of_some_versions_and_moments() -> None:
    line = parse(
        "Nov 23 02:30:12 web1 postfix/smtp[98]: 0BB9F3B: to=<b@example.net>, orig_to=<a@example.net>, "
        "relay=mx[192.0.2.1]:25, conn_use=2, delay=100, tls=secure:verified, dsn=2.0.0, status=sent (ok)"
    )
    assert line
    found = delivery(line)
    assert found
    assert (found.orig_to, found.tls) == ("a@example.net", "secure:verified")


@pytest.mark.parametrize("text", [
    "Nov 23 02:30:12 web1 postfix/smtp[98]: warning: 0BB9F3B: to=<a@example.net>, relay=x, status=sent (ok)",
    "Nov 23 02:30:12 web1 postfix/smtp[98]: to=<a@example.net>, relay=x, status=sent (ok)",
    "Nov 23 02:30:12 web1 postfix/smtp[98]: 0BB9F3B: host mx said: 450 to=<a@example.net>, status=sent (ok)",
    "Nov 23 02:30:12 web1 postfix/smtp[98]: 0BB9F3B: to=<a@example.net, relay=x, status=sent (ok)",
    "Nov 23 02:30:12 web1 postfix/smtp[98]: TLSRPT: status=success, domain=example.net",
    "Nov 23 02:30:12 web1 postfix/smtp[98]: 0BB9F3B: to=<a@example.net>, nothing more",
])  # fmt: skip
def test_what_only_resembles_a_delivery_is_none(text: str) -> None:
    line = parse(text)
    assert line
    assert delivery(line) is None


@pytest.mark.parametrize("text", ["", "no log line", "Nov 23 web1 postfix/smtp[98]: x", "\0\0\0"])
def test_what_is_no_log_line_is_none(text: str) -> None:
    assert parse(text) is None


def test_recognisers() -> None:
    def line(text: str, program: str = "qmgr") -> object:
        found = parse(f"Nov 23 02:30:12 web1 postfix/{program}[98]: {text}")
        assert found
        return (
            message_id(found), is_start(found), is_removed(found), is_expired(found), found.severity, found.queue_id
        )  # fmt: skip

    assert line("0BB9F3B: message-id=<a b@c>", "cleanup") == ("<a b@c>", False, False, False, "", "0BB9F3B")
    assert line("0BB9F3B: resent-message-id=", "cleanup") == ("", False, False, False, "", "0BB9F3B")
    assert line("0BB9F3B: client=localhost[127.0.0.1]", "smtpd") == (None, True, False, False, "", "0BB9F3B")
    assert line("0BB9F3B: uid=0 from=<root>", "pickup") == (None, True, False, False, "", "0BB9F3B")
    assert line("NOQUEUE: client=localhost[127.0.0.1]", "smtpd") == (None, False, False, False, "", "")
    assert line("0BB9F3B: removed") == (None, False, True, False, "", "0BB9F3B")
    assert line("0BB9F3B: removed (canceled)", "cleanup") == (None, False, True, False, "", "0BB9F3B")
    assert line("0BB9F3B: from=<a@b>, status=expired, returned to sender") == (None, False, False, True, "", "0BB9F3B")
    assert line("fatal: bad numerical configuration", "smtpd") == (None, False, False, False, "fatal", "")
    assert line("warning: 0BB9F3B: no Received", "cleanup") == (None, False, False, False, "warning", "0BB9F3B")


def test_forwarding_is_believed_of_local_delivery_only() -> None:
    def child(relay: str) -> str | None:
        line = parse(
            f"Nov 23 02:30:12 web1 postfix/x[98]: 0BB9F3B: to=<a@b>, relay={relay}, status=sent (forwarded as 1CC9F3B)"
        )
        assert line
        found = delivery(line)
        assert found
        return forwarded_as(found)

    assert child("local") == "1CC9F3B"
    assert child("mx.example.net[192.0.2.1]:25") is None
