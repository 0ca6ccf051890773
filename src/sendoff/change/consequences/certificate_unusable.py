"""The certificate cannot be used.

What happens: the certificate or its key is missing, cannot be read, does not belong to the other, is encrypted, has
expired, or is not yet valid.

Why it matters: Postfix does not notice. It goes on offering STARTTLS and then answers 454, or shows a certificate that
clients refuse: applications that use TLS when it is offered can no longer send.

How to mend it: name files that belong together: the server's certificate first, then its chain, and an unencrypted key.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sendoff.change.consequences import _certificates
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, CertificateFacts, Unknown
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from _certificates.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    ask = _certificates.ask(transition)
    facts = answers.get(ask) if ask else None
    if isinstance(facts, Unknown):
        text = f"Whether the certificate {transition.settings.certificate_file} can be used could not be found out."
        yield found(transition, "certificate-unusable", "note", text, _certificates.KEY, unknown=facts.reason)
    elif isinstance(facts, CertificateFacts):
        reason = facts.error or _out_of_date(facts, answers.get(_certificates.NOW))
        if reason:
            text = f"STARTTLS would be offered and fail: {reason}."
            mend = "Name a certificate in date, and the unencrypted key that belongs to it."
            yield found(transition, "certificate-unusable", "refuse", text, _certificates.KEY, mend=mend)


def _out_of_date(facts: CertificateFacts, now: object) -> str | None:
    if not isinstance(now, datetime):
        return None
    if facts.not_after and facts.not_after <= now:
        return f"the certificate expired on {facts.not_after:%Y-%m-%d}"
    if facts.not_before and facts.not_before > now:
        return f"the certificate is valid only from {facts.not_before:%Y-%m-%d} on"
    return None
