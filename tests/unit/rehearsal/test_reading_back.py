"""What became of a mail is read from the log and from what the stand-ins took."""

from __future__ import annotations

from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import Arrival
from sendoff.rehearsal.reading_back import Log, Reception, Submitted, header_from, is_settled, message_id, observed

MAIL = Mail("root-direct", "root", "direct", "someone@direct.sendoff.test", header_from="someone@example.net")
TAKEN = Submitted(True, "")
TLS = "smtp[3]: Verified TLS connection established to smtp.example.net[198.18.0.11]:587: TLSv1.3 with cipher X (1)"
TIMES = "delay=1, delays=0/0/0/1"
SENT = f"smtp[3]: {{}}: to=<{{}}>, relay=smtp.example.net[198.18.0.11]:587, {TIMES}, dsn=2.0.0, status=sent (250 ok)"
RECEPTION = Reception(
    "smtp.example.net:587", "smarthost", ("someone@direct.sendoff.test",), "webserver@example.net",
    f"From: someone@example.net\nMessage-ID: {message_id(MAIL)}\n\nHello.\n", "TLSv1.3", "web1", "web1.example.com",
)  # fmt: skip


def log(*texts: str) -> Log:
    made = Log(2_000_000_000.0)
    lines = (f"2026-11-23T10:00:00.00000{n % 10}+00:00 web1 postfix/{text}\n" for n, text in enumerate(texts))
    made.take("".join(lines).encode())
    return made


def beginning(queue_id: str = "0AA0001") -> tuple[str, ...]:
    return (
        f"pickup[1]: {queue_id}: uid=0 from=<root>",
        f"cleanup[2]: {queue_id}: message-id={message_id(MAIL)}",
        f"qmgr[4]: {queue_id}: from=<root@web1.example.com>, size=9, nrcpt=1 (queue active)",
    )


def end(queue_id: str = "0AA0001") -> str:
    return f"qmgr[4]: {queue_id}: removed"


def test_a_mail_that_arrived_has_all_that_its_receiver_saw() -> None:
    made = log(*beginning(), TLS, SENT.format("0AA0001", MAIL.recipient), end())
    assert is_settled(MAIL, made.messages())
    assert observed(MAIL, TAKEN, made.messages(), [RECEPTION]).arrivals == (
        Arrival(
            "arrived", MAIL.recipient, "smtp.example.net:587", "250 ok", "smarthost", "webserver@example.net",
            "someone@example.net", "TLSv1.3", True, "web1", "web1.example.com",
        ),
    )  # fmt: skip


def test_the_null_sender_in_what_arrived_is_no_missing_one() -> None:
    made = log(*beginning(), SENT.format("0AA0001", MAIL.recipient), end())
    [arrival] = observed(MAIL, TAKEN, made.messages(), [RECEPTION._replace(sender="", tls="")]).arrivals
    assert (arrival.sender, arrival.tls, arrival.verified) == ("", "", False)


def test_what_was_put_off_waits_and_what_has_not_been_tried_is_under_way() -> None:
    made = log(*beginning())
    assert not is_settled(MAIL, made.messages())
    assert [each.fate for each in observed(MAIL, TAKEN, made.messages(), []).arrivals] == ["pending"]
    later = "smtp[3]: 0AA0001: to=<x@y>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (No route)"
    made = log(*beginning(), later)
    assert is_settled(MAIL, made.messages())
    [arrival] = observed(MAIL, TAKEN, made.messages(), []).arrivals
    assert (arrival.fate, arrival.reply) == ("waits", "No route")


def test_a_notice_is_followed_too_and_kept_apart() -> None:
    bounced = f"smtp[3]: 0AA0001: to=<x@y>, relay=none, {TIMES}, dsn=5.1.1, status=bounced (no such user)"
    notice = "bounce[5]: 0AA0001: sender non-delivery notification: 0BB0002"
    local = f"local[6]: 0BB0002: to=<root@web1>, relay=local, {TIMES}, dsn=2.0.0, status=sent (delivered to mailbox)"
    child = ("cleanup[2]: 0BB0002: message-id=<other>", "qmgr[4]: 0BB0002: from=<>, size=9, nrcpt=1 (queue active)")
    made = log(*beginning(), bounced, *child, notice, end())
    assert not is_settled(MAIL, made.messages())
    made = log(*beginning(), bounced, *child, notice, end(), local, end("0BB0002"))
    assert is_settled(MAIL, made.messages())
    seen = observed(MAIL, TAKEN, made.messages(), [])
    assert [(each.fate, each.reply) for each in seen.arrivals] == [("returned", "no such user")]
    assert [(each.fate, each.at) for each in seen.notices] == [("mailbox", "root")]


def test_an_alias_is_followed_to_where_it_leads() -> None:
    forwarded = (
        f"local[6]: 0AA0001: to=<root@web1>, relay=local, {TIMES}, dsn=2.0.0, status=sent (forwarded as 0CC0003)"
    )
    child = (
        f"cleanup[2]: 0CC0003: message-id={message_id(MAIL)}",
        "qmgr[4]: 0CC0003: from=<root@web1.example.com>, size=9, nrcpt=1 (queue active)",
    )
    made = log(*beginning(), forwarded, *child, end(), SENT.format("0CC0003", "a@example.org"), end("0CC0003"))
    seen = observed(MAIL, TAKEN, made.messages(), [RECEPTION._replace(recipients=("a@example.org",))])
    assert [(each.fate, each.recipient) for each in seen.arrivals] == [("arrived", "a@example.org")]


def test_what_a_server_said_it_took_and_nobody_got_is_told_so() -> None:
    made = log(*beginning(), SENT.format("0AA0001", MAIL.recipient), end())
    [arrival] = observed(MAIL, TAKEN, made.messages(), []).arrivals
    assert (arrival.fate, arrival.at) == ("gone", "smtp.example.net[198.18.0.11]:587")


def test_a_refused_mail_and_one_that_was_not_sent_are_told_apart() -> None:
    refused = observed(MAIL, Submitted(False, "MAIL FROM: 552 too big"), [], [])
    assert (refused.taken, refused.said, refused.ended) == (False, "MAIL FROM: 552 too big", True)
    assert observed(MAIL, None, [], []).taken is None


def test_programs_that_end_by_an_error_are_told_once_and_lines_may_come_in_halves() -> None:
    made = Log(2_000_000_000.0)
    text = b"Nov 23 10:00:00 web1 postfix/smtpd[7]: fatal: bad\nNov 23 10:00:01 web1 postfix/smtpd[8]: fatal: bad\n"
    for place in range(0, len(text), 7):
        made.take(text[place : place + 7])
    assert list(made.fatal) == ["smtpd: fatal: bad"]


def test_a_folded_header_from_is_one_line() -> None:
    folded = "To: x\r\nFrom: Shop\r\n <shop@example.org>\r\nSubject: y\r\n\r\nFrom: z\r\n"
    assert header_from(folded) == "Shop <shop@example.org>"
    assert header_from("To: x\n\nFrom: z\n") == ""
