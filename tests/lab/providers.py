"""Real receivers that answer like the great providers: where they are, how they behave, and what each of them got.

The texts are the providers' own, as senders have posted them. A manner is a value (sendoff.lab.manner): a test gives it
to a receiver, now or while all runs, and takes it away when the server is to be delisted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from sendoff.lab import Clause, Manner, Receiver, World

S3140 = (
    "550 5.7.1 Unfortunately, messages from [{peer}] weren't sent. Please contact your Internet service provider since"
    " part of their network is on our block list (S3140). You can also refer your provider to"
    " http://mail.live.com/mail/troubleshooting.aspx#errors. [DB5EUR03FT042.eop-EUR03.prod.protection.outlook.com]"
)
S3150 = S3140.replace("S3140", "S3150")
S775 = (
    "451 4.7.650 The mail server [{peer}] has been temporarily rate limited due to IP reputation. For e-mail delivery"
    " information, see https://postmaster.live.com (S775) [DB5EUR03FT042.eop-EUR03.prod.protection.outlook.com]"
)
BANNED = (
    "550 5.7.606 Access denied, banned sending IP [{peer}]. To request removal from this list please visit"
    " https://sender.office.com/ and follow the directions. For more information please go to"
    " http://go.microsoft.com/fwlink/?LinkID=526655 (AS1616) [AM5EUR02FT029.eop-EUR02.prod.protection.outlook.com]"
)
UNUSUAL_RATE = (
    "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\r\n"
    "421-4.7.28 from your IP address. To protect our users from spam, mail sent from\r\n"
    "421-4.7.28 your IP address has been temporarily rate limited. For more information, go to\r\n"
    "421 4.7.28  https://support.google.com/mail/?p=UnsolicitedRateLimitError a640c23a62f3a-ab1.22 - gsmtp"
)
TSS04 = (
    "421 4.7.0 [TSS04] Messages from {peer} temporarily deferred due to unexpected volume or user complaints -"
    " 4.16.55.1; see https://postmaster.yahooinc.com/error-codes"
)
NEMESIS = (
    "554-gmx.net (mxgmx016) Nemesis ESMTP Service not available\r\n"
    "554-No SMTP service\r\n"
    "554-IP address is block listed.\r\n"
    "554 For explanation visit https://postmaster.gmx.net/en/case?c=r0201&i=ip&v={peer}&r=1Mbzyi"
)


def microsoft_blocks(after: int = 0) -> Manner:
    """Outlook.com: S3140 for good after so many mails."""
    return Manner("S3140", (Clause("accepted", after, {"MAIL": S3140}, lasting=True),))


def microsoft_throttles(accepts: int, within: float, *, tries: int, returns: int, memory: float) -> Manner:
    """Outlook.com: so many mails within seconds; S775 for more; S3150 for whoever goes on too fast after that.

    Too fast is: so many refused tries, or so many new connections since the first refusal, within `memory` seconds.
    """
    blocked = {"MAIL": S3150}
    return Manner(
        "S775",
        (
            Clause("refused", tries, blocked, memory, lasting=True),
            Clause("returns", returns, blocked, memory, lasting=True),
            Clause("accepted", accepts, {"MAIL": S775}, within),
        ),
    )


def microsoft_365_bans(after: int = 0) -> Manner:
    """Microsoft 365: banned after so many mails, said at RCPT."""
    return Manner("5.7.606", (Clause("accepted", after, {"RCPT": BANNED}, lasting=True),))


def google_throttles(accepts: int, within: float) -> Manner:
    """Gmail: so many mails within seconds, then 4.7.28 at the end of the data, and it hangs up."""
    return Manner("4.7.28", (Clause("accepted", accepts, {"END": UNUSUAL_RATE}, within),))


def yahoo_defers(accepts: int = 0) -> Manner:
    """Yahoo: TSS04 after so many mails, and it hangs up."""
    return Manner("TSS04", (Clause("accepted", accepts, {"MAIL": TSS04}),))


def greylists(tries: int) -> Manner:
    """A small server: not at the first tries, then it takes all."""
    later = "450 4.2.0 Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.html"
    return Manner("greylist", (Clause("refused", tries, {}, lasting=True), Clause("connections", 0, {"RCPT": later})))


def gmx_lists(accepts: int = 0) -> Manner:
    """GMX: after so many mails no greeting but 554."""
    return Manner("Nemesis", (Clause("accepted", accepts, {"GREETING": NEMESIS}, lasting=True),))


class Place(NamedTuple):
    """Where mail for some domains goes."""

    domains: tuple[str, ...]
    host: str
    address: str


PLACES = {
    "consumer": Place(("hotmail.example", "outlook.example"), "hotmail-com.olc.protection.outlook.com", "10.77.1.1"),
    "365": Place(("customer.example",), "customer-example.mail.protection.outlook.com", "10.77.1.2"),
    "google": Place(("gmail.example",), "gmail-smtp-in.l.google.com", "10.77.2.1"),
    "yahoo": Place(("yahoo.example",), "mta7.am0.yahoodns.net", "10.77.3.1"),
    "gmx": Place(("gmx.example",), "mx00.emig.gmx.net", "10.77.4.1"),
    "elsewhere": Place(("elsewhere.example",), "mx.elsewhere.example", "10.77.5.1"),
    "own": Place(("example.org",), "mx.example.org", "10.77.6.1"),
}
"""Receivers by name; `own` is the sender's own domain, where notices go."""


def records(places: Mapping[str, Place]) -> list[str]:
    """Return the DNS records by which mail finds its way there."""
    return [
        record
        for place in places.values()
        for record in (f"{place.host}. A {place.address}", *(f"{name}. MX 10 {place.host}." for name in place.domains))
    ]


def receivers(
    places: Mapping[str, Place], manners: Mapping[str, Manner], replies: Mapping[str, Mapping[str, str]]
) -> list[Receiver]:
    """Return one for each place; manners and replies by name."""
    return [
        Receiver(name, place.address, host=place.host, manner=manners.get(name), replies=replies.get(name, {}))
        for name, place in places.items()
    ]


class Mail(NamedTuple):
    """One mail to one recipient, found again by its Message-ID."""

    recipient: str
    number: int
    sender: str = "shop@example.org"
    subject: str = "your order"
    name: str = "Shop"
    fields: str = ""

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return f"<{self.number}.{self.recipient.replace(' ', '_')}>"

    @property
    def text(self) -> str:
        """The message."""
        return (
            f'From: "{self.name}" <{self.sender}>\nTo: <{self.recipient}>\nSubject: {self.subject}\n{self.fields}'
            f"Message-ID: {self.message_id}\n\nThank you.\n"
        )


def mails(recipient: str, count: int, first: int = 0) -> list[Mail]:
    """Return so many mails to a recipient, numbered."""
    return [Mail(recipient, number) for number in range(first, first + count)]


class Ends(NamedTuple):
    """What became of mails: how often each was accepted, and how often its sender was told that it was not."""

    accepted: Counter[str]
    told: Counter[str]

    def wrong(self, sent: Iterable[Mail]) -> dict[str, tuple[int, int]]:
        """Return the mails that did not end exactly once: Message-ID to (accepted, told)."""
        counts = {mail.message_id: (self.accepted[mail.message_id], self.told[mail.message_id]) for mail in sent}
        return {name: count for name, count in counts.items() if sum(count) != 1}


def ends(world: World, *names: str) -> Ends:
    """Count what these receivers (default: all but the sender's own) accepted, and the notices at the sender's own."""
    found = Ends(Counter(), Counter())
    for name in names or [name for name in PLACES if name != "own"]:
        found.accepted.update(_parsed(mail.data)["Message-ID"] for mail in world.receiver(name).messages())
    for mail in world.receiver("own").messages():
        found.told.update(_returned(_parsed(mail.data)))
    return found


def waits(world: World, name: str, sent: Iterable[Mail]) -> list[float]:
    """Return how long each of these mails was on its way to a receiver (seconds)."""
    known = {mail.message_id for mail in sent}
    got = [(mail.when, _parsed(mail.data)) for mail in world.receiver(name).messages()]
    return [when - float(text["X-Handed-In"]) for when, text in got if text["Message-ID"] in known]


def _parsed(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def _returned(notice: EmailMessage) -> list[str]:
    """The Message-IDs that a notice of failure gives back."""
    parts = [part for part in notice.walk() if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")]
    return [str(_inner(part)["Message-ID"]) for part in parts]


def _inner(part: EmailMessage) -> EmailMessage:
    inner = part.get_content()
    return inner if isinstance(inner, EmailMessage) else _parsed(str(inner).encode())
