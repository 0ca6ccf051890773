"""From a world's mail log and what its receivers got to what became of each mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sendoff.delivery import parse
from sendoff.delivery.correlation import Correlation
from sendoff.delivery.message import Address, Delivery, Message
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, GONE, MAILBOX, PENDING, PROGRAM, RETURNED, WAITS, Arrival, Observed
from sendoff.rehearsal.stand_ins import DESTINATION

_FATAL = r"(?m)^.{15,40}? postfix\S*/([\w-]+)\[\d+\]: ((?:fatal|panic): .*)$"
MARK = "sendoff-rehearsal"
_DEEPEST = 8
_FATES = {"deferred": WAITS, "queued": PENDING}


class Reception(NamedTuple):
    """One message that a stand-in took."""

    at: str
    role: str
    recipients: tuple[str, ...]
    sender: str
    data: str
    tls: str
    login: str
    helo: str


class Submitted(NamedTuple):
    """Whether a server took a mail when it was handed in, and what it said."""

    taken: bool
    said: str


class _Everything:
    """Nothing was kept before, and everything may be."""

    full = True

    def find(self, _instance: str, _queue_id: str) -> list[Message]:
        return []

    def address(self, address: Address) -> Address:
        return address

    def slot(self, _queue_id: str, _address: Address) -> str:
        return ""

    def text(self, text: str, _known: Sequence[str] = ()) -> str:
        return text


class Log:
    """A world's mail log, read piece by piece. `latest` (seconds since 1970): nothing in it is later.

    `fatal` is what programs said when they ended by an error, each once.
    """

    def __init__(self, latest: float) -> None:
        everything = _Everything()
        self._correlation = Correlation(everything, everything)
        self._latest = latest
        self._rest = b""
        self.fatal: dict[str, None] = {}

    def take(self, data: bytes) -> None:
        """Take what has come; an unfinished line is kept."""
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if newline:
            found = re.findall(_FATAL, whole.decode("utf-8", "replace"))
            self.fatal.update(dict.fromkeys(f"{program}: {words}" for program, words in found))
            self._correlation.take(parse.read(whole + newline, self._latest).events)

    def messages(self) -> list[Message]:
        """Return every message so far."""
        return list(self._correlation.messages.changed.values())


def message_id(mail: Mail) -> str:
    """Return the Message-ID that marks a mail."""
    return f"<{mail.id}.{MARK}@sendoff.test>"


def is_settled(mail: Mail, messages: Sequence[Message]) -> bool:
    """Tell whether a mail that was taken, and all notices about it, have come to an end or wait."""
    roots = _of(mail, messages)
    return bool(roots) and all(_settled(each) for each in _family(roots, messages))


def observed(
    mail: Mail, submitted: Submitted | None, messages: Sequence[Message], receptions: Iterable[Reception]
) -> Observed:
    """Return what became of a mail; `submitted` is None for one that was not handed in."""
    if submitted is None:
        return Observed(None)
    if not submitted.taken or mail.declared:
        return Observed(submitted.taken, submitted.said)
    got = [each for each in receptions if message_id(mail) in each.data]
    roots = _of(mail, messages)
    family = _family(roots, messages)
    notices = [each for each in family if _is_notice(each, family)]
    own = [each for each in family if each not in notices]
    arrivals = tuple(_arrival(d, got) for each in own for d in each.deliveries.values() if not _goes_on(d, messages))
    told = tuple(_arrival(d, got) for each in notices for d in each.deliveries.values() if not _goes_on(d, messages))
    return Observed(True, submitted.said, arrivals or (Arrival(PENDING, mail.recipient),), told)


def _of(mail: Mail, messages: Sequence[Message]) -> list[Message]:
    return [each for each in messages if each.message_id == message_id(mail)]


def _family(roots: Sequence[Message], messages: Sequence[Message]) -> list[Message]:
    """Return messages with everything that came of them: forwarded copies, and notices."""
    found = list(roots)
    for _ in range(_DEEPEST):
        ids = {each.queue_id for each in found}
        more = [each for each in messages if each.parent in ids and each not in found]
        if not more:
            break
        found += more
    return found


def _is_notice(message: Message, family: Sequence[Message]) -> bool:
    """Tell whether it is a notice about another of the family, or a copy of one."""
    at: Message | None = message
    for _ in range(_DEEPEST):
        if at is None or at.parent is None:
            return False
        if at.parent_kind == "notice":
            return True
        parent = at.parent
        at = next((each for each in family if each.queue_id == parent), None)
    return False


def _settled(message: Message) -> bool:
    if message.ended is not None:
        return True
    return (
        bool(message.deliveries)
        and all(each.status != "queued" for each in message.deliveries.values())
        and any(each.status == "deferred" for each in message.deliveries.values())
    )


def _goes_on(delivery: Delivery, messages: Sequence[Message]) -> bool:
    """Tell whether a delivery only handed the mail to another queue id of the same server."""
    return delivery.handed_to is not None and any(each.queue_id == delivery.handed_to for each in messages)


def _arrival(delivery: Delivery, got: Iterable[Reception]) -> Arrival:
    recipient = f"{delivery.local}@{delivery.domain}" if delivery.domain else delivery.local
    reply, relay = delivery.reply or "", delivery.relay or "none"
    if delivery.status == "bounced":
        return Arrival(RETURNED, recipient, reply=reply)
    if delivery.status != "sent":
        return Arrival(_FATES.get(delivery.status, PENDING), recipient, reply=reply)
    if relay in ("local", "virtual"):
        fate = PROGRAM if "to command" in reply else MAILBOX
        return Arrival(fate, recipient, at=delivery.local, reply=reply)
    found = next((each for each in got if recipient.lower() in map(str.lower, each.recipients)), None)
    if found is None:
        return Arrival(PROGRAM if relay == "none" else GONE, recipient, at=relay, reply=reply)
    # One stand-in is the mail server of many domains.
    at = f"the mail server of {delivery.domain}" if found.role == DESTINATION else found.at
    return Arrival(
        ARRIVED, recipient, at, reply, found.role, found.sender, header_from(found.data), found.tls,
        (delivery.tls or "").startswith("Verified"), found.login, found.helo,
    )  # fmt: skip


def header_from(data: str) -> str:
    """Return the header From of a message, its lines joined."""
    head = re.split(r"\r?\n\r?\n", data, maxsplit=1)[0]
    found = re.search(r"(?im)^from:[ \t]*((?:.*)(?:\r?\n[ \t].*)*)", head)
    return " ".join(found[1].split()) if found else ""


def by_mail(
    mails: Iterable[Mail], submitted: Mapping[str, Submitted], messages: Sequence[Message],
    receptions: Sequence[Reception],
) -> dict[str, Observed]:  # fmt: skip
    """Return what became of each mail, by its id."""
    return {mail.id: observed(mail, submitted.get(mail.id), messages, receptions) for mail in mails}
