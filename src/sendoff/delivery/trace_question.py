"""What a person may mean who asks where a mail is: an address, a domain, a user, a queue id or a message id.

The form decides. Where it fits more than one, all of them are asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

RECIPIENT, SENDER, DOMAIN, QUEUE_ID, MESSAGE_ID = FORMS = ("recipient", "sender", "domain", "queue-id", "message-id")
"""What WHAT can be taken as when the form alone does not say it."""

_SHORT_ID = re.compile(r"[0-9A-Fa-f]{6,}")
_LONG_ID = re.compile(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]+")

_USUAL_LENGTH = 9
"""Short queue ids are five digits of the time and the inode's number; few are shorter than this."""


class Question(NamedTuple):
    """What is asked for; an empty member is not asked for. All members count, joined by "or".

    `addresses` are local part and domain (small letters; empty: without one). `recipients`, `senders`: whether
    addresses and domains are looked for as such. `words` say how the text was understood.
    """

    text: str = ""
    addresses: tuple[tuple[str, str], ...] = ()
    domains: tuple[str, ...] = ()
    queue_ids: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    recipients: bool = True
    senders: bool = True
    words: tuple[str, ...] = ()

    def covers(self, recipient: str) -> bool:
        """Tell whether a recipient's address is asked for."""
        local, _, domain = recipient.rpartition("@")
        domain = domain.lower()
        if not self.recipients:
            return False
        same = (local or recipient).casefold()
        return domain in self.domains or any(
            same == asked.casefold() and (domain == of or not local) for asked, of in self.addresses
        )


def understood(text: str, take_as: str | None = None, own_domains: Iterable[str] = ()) -> Question:
    """Return what a text asks for. `own_domains` are those that Postfix adds to a user's name.

    `take_as` is one of `FORMS`, or None to decide by form.

    Raises:
        ValueError: it is none of these, with the reason for a person.
    """
    text = text.strip().removeprefix("mailto:")
    bare = text.removeprefix("<").removesuffix(">")
    if not bare.strip("@"):
        raise ValueError("nothing is asked for; give an address, a domain, a queue id or a message id")
    if take_as == QUEUE_ID:
        return Question(text, queue_ids=_queue_ids(bare), words=("queue id",))
    if take_as == MESSAGE_ID:
        return Question(text, message_ids=_message_ids(text, bare), words=("message id",))
    if take_as == DOMAIN or bare.startswith("@"):
        return _roles(Question(text, domains=_domains(bare.rpartition("@")[2]), words=("domain",)), take_as)
    if "@" in bare:
        return _address(text, bare, take_as)
    return _name(text, bare, take_as, own_domains)


def _address(text: str, bare: str, take_as: str | None) -> Question:
    local, _, domain = bare.rpartition("@")
    if not domain.strip("."):
        raise ValueError(f"{text!r} ends with an @; an address has a domain behind it")
    found = Question(text, addresses=tuple((local, one) for one in _domains(domain)), words=("address",))
    if take_as in (RECIPIENT, SENDER):
        return _roles(found, take_as)
    return found._replace(message_ids=_message_ids(text, bare), words=("address", "message id"))


def _name(text: str, bare: str, take_as: str | None, own_domains: Iterable[str]) -> Question:
    """Return what a word without an @ asks for."""
    is_id = _LONG_ID.fullmatch(bare) or _SHORT_ID.fullmatch(bare)
    dotted = "." in bare.strip(".")
    addresses = tuple((bare, domain) for domain in dict.fromkeys(("", *map(str.lower, own_domains))))
    found = Question(text)
    if is_id and take_as is None:
        found = found._replace(queue_ids=_queue_ids(bare), words=("queue id",))
    if dotted:
        found = found._replace(domains=_domains(bare), words=(*found.words, "domain"))
    if not _surely_id(bare) or take_as in (RECIPIENT, SENDER):
        found = found._replace(addresses=addresses, words=(*found.words, "user of this server"))
    if text.startswith("<") and take_as is None:
        found = found._replace(message_ids=_message_ids(text, bare), words=(*found.words, "message id"))
    return _roles(found, take_as)


def _surely_id(bare: str) -> bool:
    """Tell whether a word is a queue id and no user's name: a long id, or a short one of digits and letters."""
    mixed = not bare.isdigit() and not bare.isalpha()
    short = _SHORT_ID.fullmatch(bare) and mixed and len(bare) >= _USUAL_LENGTH
    return bool(short or _LONG_ID.fullmatch(bare))


def _roles(found: Question, take_as: str | None) -> Question:
    return found._replace(recipients=take_as != SENDER, senders=take_as != RECIPIENT)


def _queue_ids(bare: str) -> tuple[str, ...]:
    """Short ids are in capitals; in long ones, letters' case counts."""
    upper = bare.upper() if _SHORT_ID.fullmatch(bare) else bare
    return tuple(dict.fromkeys((bare, upper)))


def _message_ids(text: str, bare: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((f"<{bare}>", bare, text)))


def _domains(domain: str) -> tuple[str, ...]:
    """Return a domain's spellings: as Unicode and as A-labels, which both stand in logs."""
    lower = domain.lower().strip(".")
    found = [lower]
    try:
        if not lower.isascii():
            found.append(lower.encode("idna").decode())
        elif "xn--" in lower:
            found.append(lower.encode().decode("idna"))
    except UnicodeError:
        pass
    return tuple(dict.fromkeys(found))
