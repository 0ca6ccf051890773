"""The message's DKIM signature verifies against the key that is published.

What happens: A verifier that is not sendoff's own (dkimpy) asks DNS for the key and computes body hash and signature.

Why it matters: A signature that does not verify is worth nothing: the mail was changed after signing, or the key in
DNS is another one. With p=reject and an envelope of another domain, the mail is lost.

How to mend it: See `sendoff doctor` on the domain for the key; else look for what changes mail after the signer:
header rewriting, line folding, footers, an editor that saved the file.

When it is fine: For a file that was edited, or a copy that a mailing list changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import aligned, fact

NEEDS = ("message",)
WEIGHT = 2.0

_ASKED = "DKIM, by dkimpy"
_MEND = "Compare the published key (`sendoff dkim records`), and let nothing change mail after it is signed."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    if not message.verified:
        told = "there is no signature (see message-signature)"
        yield Finding("message-verifies", message.name, SKIPPED, _ASKED, told)
        return
    domain = message.sender.domain if message.sender else ""
    own = [one for one in message.verified if aligned(one.tags.get("d", ""), domain)]
    passed = any(one.result == PASS for one in own)
    for one in message.verified:
        result = one.result if one.result in (PASS, UNKNOWN) else FAIL
        if result != PASS and (passed or one not in own):
            # Receivers need one that verifies; a broken one beside it costs nothing but trust.
            result = WARN
        name = f"d={one.tags.get('d', '?')[:80]}, s={one.tags.get('s', '?')[:80]}"
        told = f"{name}: {one.why or 'verifies'}"
        yield Finding("message-verifies", message.name, result, _ASKED, told, "" if result == PASS else _MEND)
