"""The message is signed by the domain in From, and the signature is of a kind that lasts.

What happens: There is no DKIM-Signature, none is of From's domain, From is not signed, a length (`l=`) lets others
append to the mail, it has ended, or the algorithm is rsa-sha1.

Why it matters: DMARC needs a signature of From's domain where SPF fails, as after every forwarding; Google, Yahoo and
Microsoft demand SPF and DKIM of who sends much.

How to mend it: Name the domain in `sendoff::dkim`; `sendoff dkim records` prints what to publish.

When it is fine: A file that an application wrote is signed only later, by the server: judge the mail as received.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendoff.reputation.check import FAIL, PASS, WARN, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import Given, aligned, fact, signatures

NEEDS = ("message",)
WEIGHT = 2.0

_ASKED = "DKIM-Signature"
_MOST = 10


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    domain = message.sender.domain if message.sender else ""
    found = signatures(message)[:_MOST]
    own = [one for one in found if aligned(one.get("d", ""), domain)]
    mend = f'Set "sendoff::dkim" for {domain or "the domain in From"}, and publish what `sendoff dkim records` prints.'
    if not found:
        result = FAIL if message.bulk else WARN
        yield Finding("message-signature", message.name, result, _ASKED, "there is none", mend)
    elif not own:
        told = f"signed by {', '.join(one.get('d', '?')[:80] for one in found)}, but From is of {domain or 'no domain'}"
        yield Finding("message-signature", message.name, FAIL, _ASKED, told, mend)
    for one in own:
        wrong = list(_wrong(message, one))
        name = f"d={one.get('d', '')[:80]}, s={one.get('s', '')[:80]}"
        result, told = (FAIL, f"{name}: {'; '.join(wrong)}") if wrong else (PASS, f"{name}, as it should be")
        yield Finding("message-signature", message.name, result, _ASKED, told, mend if wrong else "")


def _wrong(message: Given, one: Mapping[str, str]) -> Iterator[str]:
    signed = one.get("h", "").lower().split(":")
    missing = [name for name in ("d", "s", "h", "bh", "b", "a") if not one.get(name)]
    if missing:
        yield f"it lacks {', '.join(f'{name}=' for name in missing)}"
    if "from" not in signed:
        yield "From is not signed"
    if "l" in one:
        yield "l= lets anybody append to the mail"
    if one.get("a", "").lower() == "rsa-sha1":
        yield "rsa-sha1 is no longer accepted (RFC 8301)"
    ends = one.get("x", "")
    if ends.isascii() and ends.isdigit() and int(ends[:15]) < message.now.timestamp():
        yield "it has ended (x=)"
