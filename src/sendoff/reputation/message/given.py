"""The fact `message`: a message as read, and what was found out about it outside."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple, cast

from sendoff.reputation.facts import Facts
from sendoff.reputation.message.addresses import Mailbox, mailboxes
from sendoff.reputation.message.headers import Header, header
from sendoff.reputation.message.mime import Mime, parts

MOST_BYTES = 50_000_000
"""More of a message is not read; receivers refuse far smaller ones."""


class Verified(NamedTuple):
    """One DKIM signature and what a verifier says: `result` is pass, fail or unknown; `why` the reason.

    `tags` are the signature's, in small letters.
    """

    tags: dict[str, str]
    result: str
    why: str = ""


class Spam(NamedTuple):
    """SpamAssassin's score, its limit, and the rules that fired; without a score `why` says why there is none."""

    score: float | None
    limit: float = 5.0
    rules: tuple[str, ...] = ()
    why: str = ""


class Given(NamedTuple):
    """A message. `name` tells people where it is from; `now` is the moment of judging.

    `addresses` are those that this server sends from, `domains` its sending domains: empty where not known. `received`
    tells whether a receiver wrote the file: then its trace can be judged. `cut`: only the first MOST_BYTES were read.
    """

    name: str
    raw: bytes
    header: Header
    mime: Mime
    now: datetime
    verified: tuple[Verified, ...] = ()
    spam: Spam = Spam(None, why="it was not asked")
    addresses: tuple[str, ...] = ()
    cut: bool = False

    @property
    def sender(self) -> Mailbox | None:
        """The first mailbox of From."""
        return next(iter(mailboxes(self.header.value("from"))), None)

    @property
    def bulk(self) -> str:
        """What in it looks like mail to many; empty if nothing does."""
        for name in ("list-id", "list-unsubscribe", "feedback-id", "list-help", "list-post"):
            if self.header.all(name):
                return f"it has {name.title()}"
        precedence = self.header.value("precedence").lower()
        return f"Precedence: {precedence}" if precedence in ("bulk", "list", "junk") else ""


def given(name: str, raw: bytes, now: datetime) -> Given:
    """Return a message as read, nothing found out yet. A `From ` line before it (mbox) is left out."""
    data = raw[:MOST_BYTES]
    if data.startswith(b"From "):
        data = data[data.find(b"\n") + 1 :]
    head = header(data)
    return Given(name, data, head, parts(data, head), now, cut=len(raw) > MOST_BYTES)


def fact(facts: Facts) -> Given:
    """Return the fact."""
    return cast(Given, facts.found["message"])


def signatures(message: Given) -> tuple[dict[str, str], ...]:
    """Return the tags of each DKIM signature, the topmost first."""
    return tuple(tags(field.value) for field in message.header.all("dkim-signature"))


def tags(text: str) -> dict[str, str]:
    """Return a tag list's tags without blanks inside values (RFC 6376, 3.2); the first of two equal ones counts."""
    found: dict[str, str] = {}
    for part in text[:50_000].split(";"):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().lower(), re.sub(r"\s+", "", value))
    return found


def aligned(one: str, other: str) -> bool:
    """Tell whether two domains belong together: equal, or one below the other (DMARC's relaxed alignment, nearly)."""
    one, other = one.lower().rstrip("."), other.lower().rstrip(".")
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))
