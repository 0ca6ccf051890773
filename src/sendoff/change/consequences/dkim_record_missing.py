"""A DKIM key is not published, or the DNS has another one.

What happens: sendoff::dkim names a selector, and the DNS has no TXT record for it that belongs to the key on this
server.

Why it matters: receivers look the key up under SELECTOR._domainkey.DOMAIN. What is signed with a key that they do not
find there counts as not signed, and fails DMARC where SPF does not save it.

How to mend it: publish the record that `sendoff dkim records` prints, then ask with `sendoff dkim check`. To publish it
before anything is signed with it, put the selector behind the one that signs today.

When it is fine: with the first plan, whose key is made only when it is applied; and while a record finds its way
through the DNS.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, Unknown
from sendoff.change.plan import Consequence, Transition
from sendoff.change.signing import keys_of
from sendoff.reputation import dkim
from sendoff.reputation.dns import FOUND, NO_DATA, Answer

_KEY = "sendoff::dkim"
_RULE = "dkim-record-missing"
_MEND = "Publish what `sendoff dkim records` prints, then ask with `sendoff dkim check`."


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    for domain, selector in _concerned(transition):
        if f"{domain}/{selector}" in transition.machine.signer.keys:
            yield Ask("txt", dkim.record_name(domain, selector))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    signs = {signing.domain: signing.selectors[0] for signing in transition.settings.dkim}
    for domain, selector in _concerned(transition):
        name = dkim.record_name(domain, selector)
        use = "signs the mail of" if signs[domain] == selector else "is held ready for"
        level = "warn" if signs[domain] == selector else "note"
        key = transition.machine.signer.keys.get(f"{domain}/{selector}")
        if key is None:
            text = f"The key {selector} {use} {domain}, and is made only now: {name} is not published yet."
            yield found(transition, _RULE, level, text, _KEY, mend=_MEND)
            continue
        answer = answers.get(Ask("txt", name), Unknown("not asked"))
        if isinstance(answer, Unknown):
            text = f"The key {selector} {use} {domain}; nobody knows whether {name} is published."
            yield found(transition, _RULE, "note", text, _KEY, unknown=answer.reason)
            continue
        published = dkim.judge(Answer(name, "TXT", FOUND if answer.values else NO_DATA, answer.values), key)
        if published.outcome != dkim.SAME:
            text = f"The key {selector} {use} {domain}, and the DNS has for {name}: {published.why}."
            yield found(transition, _RULE, level, text, _KEY, mend=_MEND)


def _concerned(transition: Transition) -> Iterator[tuple[str, str]]:
    """Yield the keys of domains about which something changes."""
    for domain, selector in keys_of(transition.settings):
        if f"dkim.{domain}" in transition.changes or f"dkim.{domain}/{selector}" in transition.changes:
            yield domain, selector
