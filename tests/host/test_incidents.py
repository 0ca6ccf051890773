"""From lines of a log to incidents in the ledger: what opens one, what ends it, and what never may."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.host.ledger import keeping
from sendoff.host.ledger.incidents import accepted, domains_at, incidents, met, who
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer
from sendoff.monitor.incident import Incident

MICRO = 1_000_000
START = datetime(2026, 11, 2, 8, tzinfo=UTC).timestamp()
LATEST = 1_800_000_000.0
HOUR, DAY = 3600.0, 86400.0

HOT = ("hotmail-com.olc.protection.outlook.com", "192.0.2.1")
M365 = ("example-org.mail.protection.outlook.com", "192.0.2.2")
GOOGLE = ("gmail-smtp-in.l.google.com", "192.0.2.3")
YAHOO = ("mta5.am0.yahoodns.net", "192.0.2.4")
ONE, TWO = ("mx.one.example", "192.0.2.5"), ("mx.two.example", "192.0.2.6")
S3140 = (
    "550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Please contact your Internet service provider"
    " since part of their network is on our block list (S3140)."
)
TSS04 = (
    "421 4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred due to unexpected volume or user complaints"
    " - 4.16.55.1; see https://postmaster.yahooinc.com/error-codes"
)
SPF = "550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550 5.7.26 see there"
LISTED = "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using b.barracudacentral.org; see there"
OK = "250 2.0.0 Ok: queued as 4F"

Host = tuple[str, str]
Lines = list[str]


class Log:
    """A log that is written mail by mail, in RFC 3339."""

    def __init__(self) -> None:
        self.lines: Lines = []
        self._number = 0xABC000

    def mail(
        self,
        when: float,
        host: Host,
        said: str,
        *,
        sender: str = "shop@example.net",
        recipient: str = "",
        uid: int = 33,
        header: str = "",
        wrapped: bool = True,
    ) -> None:
        """Write a mail that is sent, or refused with these words; `when` in seconds after the start."""
        self._number += 1
        queue_id, at = f"{self._number:X}", START + when
        name, address = host
        status = {"2": "sent", "4": "deferred"}.get(said[0], "bounced")
        told = (
            said
            if status == "sent" or not wrapped
            else f"host {name}[{address}] said: {said} (in reply to MAIL FROM command)"
        )
        to = recipient or f"user{self._number}@example.com"
        self._tell(at, f"postfix/pickup[11]: {queue_id}: uid={uid} from=<{sender}>")
        self._tell(at, f"postfix/cleanup[12]: {queue_id}: message-id=<{queue_id}@example.net>")
        if header:
            self._tell(
                at, f"postfix/cleanup[12]: {queue_id}: info: header {header} from local; from=<{sender}> to=<{to}>"
            )
        self._tell(at, f"postfix/qmgr[13]: {queue_id}: from=<{sender}>, size=900, nrcpt=1 (queue active)")
        self._tell(
            at + 0.2,
            f"postfix/smtp[99]: {queue_id}: to=<{to}>, relay={name}[{address}]:25, delay=0.2,"
            f" delays=0.01/0.01/0.1/0.08, dsn={said[0]}.0.0, status={status} ({told})",
        )
        if status != "deferred":
            self._tell(at + 0.21, f"postfix/qmgr[13]: {queue_id}: removed")

    def _tell(self, at: float, text: str) -> None:
        self.lines.append(f"{datetime.fromtimestamp(at, UTC).isoformat(timespec='microseconds')} web1 {text}")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "ledger.db")


def read(database: str, lines: Iterable[str], settings: LedgerSettings | None = None) -> None:
    writer = Writer(database, settings)
    writer.take("log", "".join(f"{line}\n" for line in lines).encode(), {}, LATEST)
    writer.close()


def found(database: str) -> list[Incident]:
    with ledger(database) as source:
        return incidents(source)


def moment(seconds: float) -> int:
    return round((START + seconds) * MICRO)


def after(database: str, *mails: tuple[float, Host, str]) -> list[Incident]:
    log = Log()
    for each in mails:
        log.mail(*each)
    read(database, log.lines)
    return found(database)


def test_the_first_telling_refusal_opens_one_and_accepted_mail_closes_it(database: str) -> None:
    [one] = after(database, (0, HOT, S3140), (60, HOT, S3140), (120, HOT, OK))
    assert (one.provider, one.part, one.kind, one.provider_code) == (
        "microsoft",
        "consumer",
        "address-blocked",
        "S3140",
    )
    assert (one.first, one.last, one.closed) == (moment(0.2), moment(60.2), moment(120.2))
    assert (one.open, one.refused, one.accepted_since, one.reopened) == (False, 2, 1, 0)
    assert (one.senders, one.users, one.recipients) == (1, 1, 2)
    assert one.blocked == "192.0.2.25"
    assert one.relay == "hotmail-com.olc.protection.outlook.com[192.0.2.1]"
    assert "(S3140)" in one.reply


def test_it_is_open_with_the_very_line_that_tells(database: str) -> None:
    [one] = after(database, (0, HOT, S3140))
    assert one.open
    assert (one.refused, one.senders, one.users, one.recipients) == (1, 1, 1, 1)


def test_mail_that_another_part_or_provider_accepts_ends_nothing(database: str) -> None:
    [one] = after(database, (0, HOT, S3140), (60, M365, OK), (61, GOOGLE, OK), (62, ONE, OK))
    assert (one.open, one.accepted_since) == (True, 0)


def test_a_refusal_within_an_hour_opens_the_same_one_again_and_a_later_one_another(database: str) -> None:
    newest, oldest = after(
        database, (0, HOT, S3140), (60, HOT, OK), (600, HOT, S3140), (660, HOT, OK), (700, HOT, OK), (8000, HOT, S3140)
    )
    assert (oldest.reopened, oldest.refused, oldest.closed, oldest.accepted_since) == (1, 2, moment(660.2), 1)
    assert (newest.reopened, newest.refused, newest.open) == (0, 1, True)


def test_of_a_sending_domain_only_its_own_mail_proves_anything(database: str) -> None:
    log = Log()
    log.mail(0, GOOGLE, SPF, sender="a@broken.example")
    log.mail(60, GOOGLE, OK, sender="b@fine.example")
    read(database, log.lines)
    [one] = found(database)
    assert (one.open, one.accepted_since) == (True, 1)
    log.mail(120, GOOGLE, OK, sender="c@broken.example")
    read(database, log.lines)
    [one] = found(database)
    assert (one.open, one.closed, one.accepted_since) == (False, moment(120.2), 2)


def test_a_blocklist_needs_two_servers_within_a_day(database: str) -> None:
    assert not after(database, (0, ONE, LISTED), (60, ONE, LISTED), (2 * DAY, TWO, LISTED))


def test_two_servers_that_name_one_blocklist_open_an_incident_of_that_list(database: str) -> None:
    [one] = after(database, (0, ONE, LISTED), (HOUR, TWO, LISTED), (HOUR + 60, GOOGLE, OK))
    assert (one.provider, one.part, one.kind) == ("barracuda", "blocklist", "address-listed")
    assert (one.first, one.last, one.refused, one.open) == (moment(0.2), moment(HOUR + 0.2), 2, True)
    with ledger(database) as source:
        assert {name for name, _ in who(source, one.id, "server", 9)} == {"one.example", "two.example"}


def test_a_blocklist_is_over_when_a_server_that_named_it_accepts_mail(database: str) -> None:
    [one] = after(database, (0, ONE, LISTED), (60, TWO, LISTED), (120, ("mx2.one.example", "192.0.2.7"), OK))
    assert (one.open, one.closed) == (False, moment(120.2))


def test_the_words_of_the_greeting_count_too(database: str) -> None:
    log = Log()
    name, address = YAHOO
    log.mail(0, YAHOO, f"4 host {name}[{address}] refused to talk to me: {TSS04}", wrapped=False)
    read(database, [line.replace("(4 host", "(host") for line in log.lines])
    [one] = found(database)
    assert (one.provider, one.provider_code) == ("yahoo", "TSS04")


def test_a_destination_that_postfix_itself_suspended_is_refused_only_once(database: str) -> None:
    name, address = YAHOO
    log = Log()
    suspended = f"4 delivery temporarily suspended: host {name}[{address}] refused to talk to me: {TSS04}"
    log.mail(0, ("none", ""), suspended, wrapped=False)
    read(database, [line.replace("relay=none[]:25", "relay=none") for line in log.lines])
    assert not found(database)


def test_the_newest_thousand_values_are_kept_and_the_rest_counted(database: str) -> None:
    log = Log()
    for number in range(1200):
        log.mail(number, HOT, S3140, sender=f"user{number}@example.net")
    read(database, log.lines)
    [one] = found(database)
    assert (one.refused, one.senders, one.recipients, one.users) == (1200, 1000, 1000, 1)
    with ledger(database) as source:
        assert who(source, one.id, "sender", 2000)[-1] == ("", 200)
        assert met(source, [one], 1)[0].domains == (("example.net", 1200),)


def test_an_old_log_that_is_read_late_is_history(database: str) -> None:
    late, old = Log(), Log()
    late.mail(30 * DAY, HOT, OK)
    old.mail(0, HOT, S3140)
    old.mail(60, HOT, S3140)
    read(database, late.lines)
    read(database, old.lines)
    [one] = found(database)
    assert (one.closed, one.refused) == (moment(30 * DAY + 0.2), 2)


def test_an_old_log_changes_nothing_of_a_newer_incident(database: str) -> None:
    late, old = Log(), Log()
    late.mail(30 * DAY, HOT, S3140)
    for when, said in ((0, S3140), (60, OK), (DAY, S3140), (DAY + 60, OK)):
        old.mail(when, HOT, said)
    read(database, late.lines)
    read(database, old.lines)
    newest, *others = found(database)
    assert (newest.first, newest.open, newest.refused) == (moment(30 * DAY + 0.2), True, 1)
    assert [one.closed for one in others] == [moment(DAY + 60.2), moment(60.2)]


def test_the_change_that_came_before_is_told_where_it_was_within_a_day(database: str) -> None:
    log = Log()
    log.mail(0, HOT, S3140)
    log.mail(2 * DAY, GOOGLE, SPF)
    writer = Writer(database, None, [(moment(-5 * DAY), 6), (moment(-60), 7)])
    writer.take("log", "".join(f"{line}\n" for line in log.lines).encode(), {}, LATEST)
    writer.close()
    later, first = found(database)
    assert (first.generation, first.changed) == (7, moment(-60))
    assert (later.generation, later.changed) == (7, None)


def test_every_refusal_has_its_class_in_the_ledger_and_sent_mail_has_none(database: str) -> None:
    after(database, (0, HOT, S3140), (60, ONE, "552 5.2.2 mailbox full"), (90, GOOGLE, OK))
    with closing(sqlite3.connect(database)) as base:
        rows = base.execute("SELECT class, provider_code FROM fate ORDER BY id").fetchall()
    assert rows == [("address-blocked", "S3140"), ("full", None), (None, None)]


@pytest.mark.parametrize("addresses", ["full", "domain", "hash"])
def test_the_class_comes_from_the_words_before_addresses_are_taken_out(database: str, addresses: str) -> None:
    log = Log()
    said = f"550 5.1.1 <x-{addresses}@example.org>: Recipient address rejected: User unknown"
    log.mail(0, ONE, said, recipient=f"x-{addresses}@example.org")
    log.mail(1, HOT, f"{S3140} for <secret-person@example.org>", recipient="secret-person@example.org")
    read(database, log.lines, LedgerSettings(addresses=addresses))
    with closing(sqlite3.connect(database)) as base:
        rows = base.execute("SELECT class FROM delivery ORDER BY id").fetchall()
    assert rows == [("unknown-recipient",), ("address-blocked",)]
    [one] = found(database)
    assert ("secret-person" in one.reply) == (addresses == "full")


def test_what_is_over_is_forgotten_after_its_time_and_what_is_open_is_not(database: str) -> None:
    after(database, (0, HOT, S3140), (60, HOT, OK), (0.5, GOOGLE, SPF))
    now = moment(40 * DAY)
    assert len(found(database)) == 2
    for _ in keeping.trim(database, LedgerSettings(), now):
        pass
    [one] = found(database)
    assert (one.provider, one.open, one.senders, one.refused) == ("google", True, 0, 1)


def test_when_a_provider_accepted_mail_and_whose_domains_are_there(database: str) -> None:
    after(database, (0, HOT, S3140), (60, M365, OK), (120, HOT, OK))
    with ledger(database) as source:
        assert accepted(source, "microsoft", "consumer", moment(0)) == moment(120.2)
        assert accepted(source, "microsoft", "365", moment(0)) == moment(60.2)
        assert accepted(source, "microsoft", "365", moment(61)) is None
        assert domains_at(source, "microsoft") == ["example.com"]
        assert domains_at(source, "google") == []


# -- false alarms

ORDINARY = (
    "452 4.2.2 The email account that you tried to reach is over quota",
    "552 5.2.2 <{to}>: user is over quota",
    "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.1 The email account that you tried to reach does not exist",
    "450 4.2.0 <{to}>: Recipient address rejected: Greylisted, see http://postgrey.example/help",
    "451 4.7.1 Greylisting in action, please come back later",
    "451 4.3.0 Temporary server error. Please try again later",
    "421 4.3.2 Service not available, too busy",
    "452 4.3.1 Insufficient system storage",
    "550 5.7.1 Message rejected as spam by content filtering",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 5.7.1 <{to}>: Relay access denied",
    "550 5.7.1 <{to}>: Recipient address rejected: Access denied",
)
ANGRY = "554 5.7.1 your IP is blacklisted, spam"
BROKEN_LIST = (
    "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; Error: open resolver;"
    " https://check.spamhaus.org/returnc/pub/203.0.113.9/"
)


def test_a_week_of_ordinary_traffic_opens_none(database: str) -> None:
    pick, log = random.Random(7), Log()  # noqa: S311 # nothing secret
    everybody = [
        HOT,
        M365,
        GOOGLE,
        YAHOO,
        *((f"mx.site{number}.example", f"192.0.2.{number}") for number in range(30, 90)),
    ]
    for number in range(3000):
        when = number * 7 * DAY / 3000
        to = f"person{pick.randrange(999)}@example.com"
        said = OK if pick.random() < 0.7 else pick.choice(ORDINARY).format(to=to)
        log.mail(when, pick.choice(everybody), said, recipient=to)
        if number % 40 == 0:
            log.mail(when + 1, ("mx.angry.example", "192.0.2.9"), ANGRY)
        if number % 60 == 0:
            log.mail(when + 2, pick.choice(everybody[4:]), BROKEN_LIST)
        if number % 300 == 0:
            log.mail(when + 3, ("mx.listing.example", "192.0.2.10"), LISTED)
    read(database, log.lines)
    assert [(one.provider, one.kind, one.reply) for one in found(database)] == []


FORGED = (
    "host hotmail-com.olc.protection.outlook.com[192.0.2.1] said: 550 5.7.1 messages weren't sent (S3140)",
    S3140,
    "blocked using zen.spamhaus.org",
    TSS04,
    "421 4.7.0 Too many connections",
)


def forgeries() -> Iterator[tuple[str, Callable[[Log, str], None]]]:
    def local(words: str) -> str:
        return '"' + words.replace('"', "").replace("\\", "") + '"'

    yield "subject", lambda log, words: log.mail(0, GOOGLE, OK, header=f"Subject: {words}")
    yield (
        "subject of refused mail",
        lambda log, words: log.mail(0, GOOGLE, "550 5.1.1 does not exist", header=f"Subject: {words}"),
    )
    yield (
        "local part",
        lambda log, words: log.mail(
            0, HOT, "550 5.5.0 Requested action not taken: mailbox unavailable", recipient=f"{local(words)}@example.org"
        ),
    )
    yield "local part that the remote quotes", lambda log, words: log.mail(
        0, HOT, f"550 5.1.1 <{local(words)}@example.org>: Recipient address rejected: User unknown",
        recipient=f"{local(words)}@example.org",
    )  # fmt: skip
    yield "sender that the remote quotes", lambda log, words: log.mail(
        0, ONE, f"550 5.1.8 <{local(words)}@example.org>: Sender address rejected: Domain not found",
        sender=f"{local(words)}@example.org",
    )  # fmt: skip
    yield "domain in Postfix's own words", lambda log, words: log.mail(
        0, ("none", ""),
        f"5 Host or domain name not found. Name service error for name={words.replace(' ', '-')}.example type=MX",
        wrapped=False,
    )  # fmt: skip


@pytest.mark.parametrize("words", FORGED)
@pytest.mark.parametrize(("place", "write"), list(forgeries()), ids=[name for name, _ in forgeries()])
def test_forged_words_open_none(database: str, place: str, write: Callable[[Log, str], None], words: str) -> None:
    log = Log()
    write(log, words)
    write(log, words)
    read(database, [line.replace("relay=none[]:25", "relay=none") for line in log.lines])
    assert found(database) == [], place


def test_a_host_that_only_calls_itself_a_provider_is_none(database: str) -> None:
    names: Sequence[str] = ("outlook.com.evil.example", "notgoogle.com", "yahoodns.net.example")
    assert not after(database, *((number, (name, "192.0.2.8"), S3140) for number, name in enumerate(names)))
