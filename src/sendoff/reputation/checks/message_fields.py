"""The message has one From, one Date and one Message-ID, and no field twice that may stand once.

What happens: A field that every message needs is missing, a field stands twice that may stand once, From holds no
address or several, or a line of the header is no field.

Why it matters: Gmail refuses such mail (550 5.7.1, not RFC 5322); filters take a second From or Subject for a trick.

How to mend it: Let a mail library write the header, and set each field once; Postfix adds Date and Message-ID only to
mail from this machine.

When it is fine: Never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.addresses import mailboxes
from sendoff.reputation.message.given import Given, fact

NEEDS = ("message",)
WEIGHT = 2.0

_NEEDED = ("from", "date", "message-id")
_ONCE = (*_NEEDED, "sender", "reply-to", "to", "cc", "bcc", "in-reply-to", "references", "subject", "return-path")
_ONCE_OF_MIME = ("mime-version", "content-type", "content-transfer-encoding")
_MEND = "Let the application's mail library write each field once, with one address in From."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    yield found(
        "message-fields",
        message,
        "the header's fields",
        _wrong(message),
        good="each field as often as it may be",
        mend=_MEND,
    )


def _wrong(message: Given) -> list[str]:
    head = message.header
    counts = {name: len(head.all(name)) for name in (*_ONCE, *_ONCE_OF_MIME)}
    wrong = [f"no {name.title()}" for name in _NEEDED if not counts[name]]
    wrong += [f"{name.title()} stands {count} times" for name, count in counts.items() if count > 1]
    if counts["from"]:
        senders = mailboxes(head.value("from"))
        wrong += [] if senders else ["From holds no address"]
        wrong += [f"From holds {one.address[:80]!r}, which is no address" for one in senders if not one.good][:1]
        if len(senders) > 1 and not head.all("sender"):
            wrong.append(f"From holds {len(senders)} addresses, and there is no Sender")
    wrong += [f"a line of the header is no field: {line[:60].decode('ascii', 'replace')!r}" for line in head.broken[:1]]
    if not head.whole:
        wrong.append("the header is longer than any receiver takes; its rest was not read")
    if message.cut:
        wrong.append(f"the message is larger than {len(message.raw) // 1_000_000} MB; its rest was not read")
    return wrong
