"""Return-Path, Sender and Reply-To belong to the domain in From.

What happens: The envelope sender (Return-Path) or Reply-To is of another domain than From.

Why it matters: DMARC passes by SPF only when the envelope sender's domain belongs to From's; answers that go to
another domain are a mark of phishing.

How to mend it: Send with an envelope sender of From's domain (`postfix::envelope_from`, or `sendmail -f`), and let
answers go to a mailbox of it.

When it is fine: With a DKIM signature of From's domain, DMARC passes all the same; a customer's address in Reply-To
is right for a contact form.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import SKIPPED, WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.addresses import mailboxes
from sendoff.reputation.message.given import Given, aligned, fact, signatures

NEEDS = ("message",)
WEIGHT = 1.0

_NAMES = ("return-path", "reply-to")


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    sender = message.sender
    if sender is None or not sender.domain:
        yield Finding("message-addresses", message.name, SKIPPED, "From", "it holds no address (see message-fields)")
        return
    wrong = [] if _signed(message, sender.domain) else list(_strange(message, sender.domain, "return-path"))
    wrong += _strange(message, sender.domain, "reply-to")
    good = f"all of {sender.domain}, or signed by it"
    mend = f"Use an envelope sender and a Reply-To of {sender.domain}."
    yield found("message-addresses", message, "Return-Path and Reply-To", wrong, good=good, mend=mend, result=WARN)


def _strange(message: Given, domain: str, name: str) -> Iterator[str]:
    for one in mailboxes(message.header.value(name))[:1]:
        if one.domain and not aligned(one.domain, domain):
            yield f"{name.title()} is of {one.domain[:80]}, From of {domain[:80]}"


def _signed(message: Given, domain: str) -> bool:
    return any(aligned(one.get("d", ""), domain) for one in signatures(message))
