"""DKIM's keys are long enough.

What happens: A published RSA key has fewer than 2048 bits, or the only key is an Ed25519 one.

Why it matters: Keys below 1024 bits are ignored everywhere (RFC 8301); Google and Yahoo want 1024 at least and advise
2048. Few receivers verify Ed25519 yet, so it is only good beside RSA (RFC 8463).

How to mend it: `sendoff dkim rotate DOMAIN` makes a new key of 2048 bits beside the old one.

When it is fine: 1024 bits still verify everywhere; it is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, WARN, Finding
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 1.0

_ID = "dkim-strength"
_LEAST, _GOOD = 1024, 2048


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        read = [key for key in domain.keys if key.bits]
        for key in read:
            asked = f"the key at {key.answer.name}"
            mend = f"`sendoff dkim rotate {domain.name}` makes a key of 2048 bits beside this one."
            if key.kind == "ed25519":
                alone = all(one.kind == "ed25519" for one in read)
                told = "Ed25519, and no RSA key beside it" if alone else "Ed25519, beside RSA"
                yield Finding(_ID, domain.name, WARN if alone else PASS, asked, told, mend if alone else "")
            elif key.bits < _LEAST:
                yield Finding(_ID, domain.name, FAIL, asked, f"RSA, {key.bits} bits: receivers ignore it", mend)
            elif key.bits < _GOOD:
                yield Finding(_ID, domain.name, WARN, asked, f"RSA, {key.bits} bits", mend)
            else:
                yield Finding(_ID, domain.name, PASS, asked, f"RSA, {key.bits} bits")
