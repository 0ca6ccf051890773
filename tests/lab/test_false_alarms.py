"""Ordinary traffic opens no incident, nor does anybody who writes a provider's words where senders may write.

Each test ends with one real block, to show that the watch was not asleep.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from sendoff.lab import STRANGER, Refused, World
from tests.lab import providers
from tests.lab.providers import Mail, Place, ends
from tests.lab.watched import QUICK, Watched

pytestmark = pytest.mark.lab

MakeWorld = Callable[..., World]

# What each receiver says to recipients of these names. Collected from postings, except for the example names.
UNKNOWN = "550 5.1.1 <unknown@elsewhere.example>: Recipient address rejected: User unknown in virtual mailbox table"
DAYS = {
    "consumer": {
        "full": "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException; Failed to process message",
        "unknown": "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [AM7EUR06FT067.eop]",
    },
    "365": {
        "full": "452 4.2.2 Mailbox full",
        "unknown": "550 5.4.1 Recipient address rejected: Access denied. [DB5EUR01FT017.eop-EUR01.prod.outlook.com]",
        "tenant": "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
    },
    "google": {
        "full": "452-4.2.2 The email account that you tried to reach is over quota. Please direct\r\n"
        "452 4.2.2 the recipient to https://support.google.com/mail/?p=OverQuotaTemp u7si1 - gsmtp",
        "unknown": "550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n"
        "550 5.1.1 https://support.google.com/mail/?p=NoSuchUser u7si1 - gsmtp",
        "disabled": "550 5.2.1 The email account that you tried to reach is disabled. u7si1 - gsmtp",
        "popular": "450 4.2.1 The user you are trying to contact is receiving mail at a rate that u7si1 - gsmtp",
    },
    "yahoo": {
        "full": "552 5.2.2 Mailbox size limit exceeded",
        "unknown": "552 1 Requested mail action aborted, mailbox not found",
        "disabled": "554 30 Sorry, your message to x@yahoo.example cannot be delivered. This mailbox is disabled"
        " (554.30).",
        "large": "552 5.3.4 Message size exceeds fixed maximum message size",
    },
    "gmx": {
        "full": "552 Requested mail action aborted: exceeded storage allocation",
        "unknown": "550 Requested action not taken: mailbox unavailable",
    },
    "elsewhere": {
        "full": "452 4.2.2 <full@elsewhere.example>: Over quota",
        "unknown": UNKNOWN,
        "spam": "550 5.7.1 This message was classified as SPAM and may not be delivered",
    },
}
BROKEN = (
    "554 5.7.1 Service unavailable; Client host [10.77.0.1] blocked using zen.spamhaus.org; Error: open resolver;"
    " https://check.spamhaus.org/returnc/pub/192.0.2.53/ (127.255.255.254)"
)
LISTED = (
    "554 5.7.1 Service unavailable; Client host [10.77.0.1] blocked using zen.spamhaus.org;"
    " https://check.spamhaus.org/query/ip/10.77.0.1"
)
SMALL = {
    "grey": {},
    "busy": {"GREETING": "421 4.3.2 All server ports are busy, please try again later"},
    "angry": {"MAIL": "554 5.7.1 Your server is not welcome here. Go away."},
    "list": {"MAIL": LISTED},
    "broken1": {"RCPT": BROKEN},
    "broken2": {"RCPT": BROKEN},
}
PLACES = {
    name: Place((f"{name}.example",), f"mx.{name}.example", f"10.77.9.{n}") for n, name in enumerate(SMALL, start=1)
}
REPLIES = {
    name: {f"RCPT TO:<{who}@": reply for who, reply in said.items()} for name, said in DAYS.items()
} | SMALL  # fmt: skip
PATIENCE = (*QUICK, "maximal_queue_lifetime=5s")
WEEK = timedelta(days=7)


def day(number: int) -> list[Mail]:
    """One day's mail: to people at each place, and to those who cannot be reached."""
    places = providers.PLACES | PLACES
    return [
        Mail(f"{who}@{places[name].domains[0]}", number)
        for name in REPLIES
        for who in ("anna", *DAYS.get(name, {}))
    ]  # fmt: skip


def opens_for_a_real_block(server: Watched) -> None:
    """Show that the watch is awake: the one incident is the one that is real."""
    server.world.receiver("consumer").set(manner=providers.microsoft_blocks())
    server.send([Mail("anna@hotmail.example", 999)])
    server.incident("microsoft")
    assert [(one["provider"], one["provider_code"]) for one in server.incidents("--all")] == [("microsoft", "S3140")]


def stretched(log: str, over: timedelta) -> str:
    """Return a log's lines, evenly over a time that ends now."""
    lines = re.findall(r"^\w{3} [ \d]\d [\d:]{8} (.*)$", log, re.MULTILINE)
    assert lines
    begin = datetime.now(UTC) - over
    return "".join(
        f"{(begin + over * number / len(lines)).isoformat(timespec='microseconds')} {line}\n"
        for number, line in enumerate(lines)
    )


def test_a_week_of_ordinary_traffic_opens_no_incident(make_world: MakeWorld) -> None:
    manners = {"grey": providers.greylists(tries=2)}
    server = Watched.begin(make_world, manners, *PATIENCE, replies=REPLIES, places=PLACES)
    with server.watching():
        sent = [mail for number in range(7) for mail in day(number)]
        for number in range(7):
            server.send(day(number))
        server.until("drained", server.drained, seconds=60.0)
        assert ends(server.world, *REPLIES).wrong(sent) == {}
        log = server.world.log()
        for words in ("452-4.2.2 The email", "Greylisted", "554 5.7.1 Your server", "421 4.3.2 All", "127.255.255.254"):
            assert words in log, words
        assert "status=expired" in log
        server.send([Mail("last@elsewhere.example", 1)])
        server.until("read", lambda: server.asked("trace", "last@elsewhere.example")["deliveries"])
        assert server.incidents("--all") == []
        opens_for_a_real_block(server)
    server.world.path("/var/log/week.log").write_text(stretched(log, WEEK))
    apart = ("--database", "/var/lib/sendoff/week/ledger.db")
    server.sendoff("watch", "--once", "--log", "/var/log/week.log", *apart)
    assert server.asked("incidents", "--all", *apart)["incidents"] == []


MARK = "Unfortunately, messages from [10.77.0.1] weren't sent. part of their network is on our block list (S3140)"
REPLY = f"550 5.7.1 {MARK}"
LINE = (
    "x>, relay=hotmail-com.olc.protection.outlook.com[10.77.1.1]:25, delay=1, delays=0/0/0/1, dsn=5.7.1,"
    f" status=bounced (host hotmail-com.olc.protection.outlook.com[10.77.1.1] said: {REPLY})"
)
SHORT = "(S3140) block list"
WORDS = {
    "hotmail.example": (SHORT, MARK, REPLY, LINE, "banned sending IP [10.77.0.1]"),
    "customer.example": (SHORT, MARK, "550 5.7.606 Access denied, banned sending IP [10.77.0.1]", "(AS1616)"),
    "gmail.example": ("421-4.7.28 Gmail has detected an unusual rate of unsolicited mail", "very low reputation"),
    "yahoo.example": (
        "421 4.7.0 [TSS04] Messages from 10.77.0.1 temporarily deferred due to user complaints",
        "[BL21]",
    ),
    "gmx.example": ("Nemesis ESMTP Service not available IP address is block listed", "c=r0201&i=ip&v=10.77.0.1"),
    "elsewhere.example": (SHORT, MARK, "Client host [10.77.0.1] blocked using zen.spamhaus.org"),
}
"""What strangers write in front of the @, by domain: the words of the provider that gets the mail."""
GONE = "Requested action not taken: mailbox unavailable"


def echoes(domain: str) -> dict[str, str]:
    """Replies that repeat the recipient's address or the sender's, as many servers do, and `gone` which does not."""
    told = {
        f'RCPT TO:<"{words}"@': f'550 5.1.1 <"{words}"@{domain}>: Recipient address rejected: User unknown'
        for words in WORDS[domain]
    }
    back = f'550 5.1.1 <gone@{domain}>: User unknown; from=<"{WORDS[domain][0]}"@example.org>'
    return told | {"RCPT TO:<gone@": back, "RCPT TO:<away@": f"550 5.1.1 {GONE}"}


def forgeries() -> list[Mail]:
    """Mails whose senders wrote a provider's words wherever they may."""
    found = []
    for domain, written in WORDS.items():
        for number, words in enumerate(written):
            script = f"X-PHP-Originating-Script: 33:{words}.php\n"
            found += [
                Mail(f'"{words}"@{domain}', number),
                Mail(f"anna@{domain}", number, subject=words, name=words.replace('"', ""), fields=script),
                Mail(f"away@{domain}", number, sender=f'"{words}"@example.org', subject=words),
            ]
        found.append(Mail(f"gone@{domain}", 0, sender=f'"{written[0]}"@example.org'))
    return found


def test_a_providers_words_in_an_address_a_subject_or_a_greeting_open_no_incident(make_world: MakeWorld) -> None:
    replies = {
        name: echoes(place.domains[0]) for name, place in providers.PLACES.items() if place.domains[0] in WORDS
    } | {
        # Nobody knows this server, and whatever it says is its own affair.
        "elsewhere": {"RCPT TO:<gone@": f"550 5.7.1 Rejected. Subject: {REPLY}", f'RCPT TO:<"{SHORT}"@': REPLY},
    }  # fmt: skip
    logs_subjects = "header_checks=regexp:/etc/postfix/subjects"
    server = Watched.begin(make_world, None, *PATIENCE, logs_subjects, replies=replies)
    server.world.path("/etc/postfix/subjects").write_text("/^Subject:/ WARN\n")
    server.apply({"sendoff::log_headers": True})
    with server.watching():
        sent = forgeries()
        server.send(sent)
        for helo in ("mx.(S3140).example", f"[{MARK}]", "hotmail-com.olc.protection.outlook.com"):
            for recipient in (f'"{SHORT}"@hotmail.example', "anna@hotmail.example"):
                with suppress(Refused):
                    server.world.submit_smtp(f'"{SHORT}"@example.org', recipient, "", source=STRANGER, helo=helo)
        server.until("drained", server.drained)
        log = server.world.log()
        for header in ("Subject: ", 'From: "', "X-PHP-Originating-Script: 33:"):
            assert f"header {header}550 5.7.1 Unfortunately" in log
        for words in (
            f'to=<"{SHORT}"@hot',
            f'from=<"{SHORT}"@ex',
            'said: 550 5.1.1 <"421-4.7.28 G',
            f"said: {REPLY}",
            "NOQUEUE: reject: RCPT",
        ):
            assert words in log, words
        server.send([Mail("last@elsewhere.example", 1)])
        server.until("read", lambda: server.asked("trace", "last@elsewhere.example")["deliveries"])
        assert server.incidents("--all") == []
        assert ends(server.world).wrong(sent) == {}
        opens_for_a_real_block(server)
