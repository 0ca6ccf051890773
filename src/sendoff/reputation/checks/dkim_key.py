"""DKIM's public keys are published, and they are those that sign.

What happens: A selector of sendoff::dkim has no key record, several, a revoked or unreadable one, or one that does not
belong to the private key on this server; or nothing signs the domain at all.

Why it matters: Mail signed with another key than the published one fails DKIM everywhere. Mail without any signature
passes DMARC only by SPF, which forwarding breaks; Microsoft wants both of those who send much.

How to mend it: `sendoff dkim records` prints the records to publish.

When it is fine: A domain that nothing signs is a warning: where a smarthost signs, this server needs no key.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation import dkim
from sendoff.reputation.check import FAIL, PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import FOUND
from sendoff.reputation.facts import Facts, Key

NEEDS = ("domains",)
WEIGHT = 1.5

_ID = "dkim-key"
_MEND = "`sendoff dkim records` prints the record to publish."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        if not domain.keys:
            asked = "selectors that sign"
            if domain.unsigned:
                yield Finding(
                    _ID, domain.name, UNKNOWN, asked, domain.unsigned, "Name the server's JSON: `--server FILE`."
                )
            else:
                mend = f'Have it signed: "sendoff::dkim": {{"{domain.name}": "s1"}}, then `sendoff apply`.'
                yield Finding(_ID, domain.name, WARN, asked, "sendoff::dkim does not name this domain", mend)
        for key in domain.keys:
            yield _judged(domain.name, key)


def _judged(name: str, key: Key) -> Finding:
    answer = key.answer
    asked = f"TXT {answer.name}"
    mend = f"Publish: {dkim.zone_form(dkim.record(name, key.selector, key.expected))}" if key.expected else _MEND
    if answer.outcome == "unknown":
        return _server.unknown(_ID, name, asked, answer)
    if answer.outcome != FOUND:
        return Finding(_ID, name, FAIL, asked, _server.said(answer), mend)
    if len(answer.values) > 1:
        return Finding(
            _ID, name, FAIL, asked, f"{len(answer.values)} records, where there must be one", "Leave the right one."
        )
    if key.wrong:
        return Finding(_ID, name, FAIL, asked, key.wrong, mend)
    if key.expected:
        compared = dkim.judge(answer, key.expected)
        if compared.outcome != dkim.SAME:
            return Finding(_ID, name, FAIL, asked, compared.why, mend)
    told = "the key that signs here" if key.expected else "a key; the private one is not here to compare"
    return Finding(_ID, name, PASS, asked, f"{told} ({key.kind}, {key.bits} bits)")
