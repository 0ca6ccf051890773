"""The smarthost's certificate is not accepted.

What happens: a next hop that gets credentials shows a certificate that has expired, is from an unknown authority, or
does not carry the next hop's name, and sendoff::smarthost_tls is secure.

Why it matters: Postfix then does not deliver to it: all mail waits in the queue. Applying proves it through Postfix
itself, and undoes the change when Postfix does not accept the certificate either.

How to mend it: write the name that stands in the certificate. For a smarthost named by its domain, the domain or
a name below it must be in the certificate. Trust a private authority with smtp_tls_CAfile in main.cf.

When it is fine: never with secure; sendoff::smarthost_tls can relax it by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop


def _verified(transition: Transition) -> Iterator[NextHop]:
    if transition.settings.smarthost_tls == "secure":
        yield from (hop for hop in _routes.with_login(transition) if not hop.is_address)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _verified(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for hop in _verified(transition):
        reply = _routes.reply(transition, answers, hop)
        if reply and reply.certificate_error:
            text = f"Mail to {hop.text} would wait: {reply.certificate_error}."
            mend = "Use the host name in the smarthost's certificate, or trust its authority (smtp_tls_CAfile)."
            yield found(transition, "smarthost-certificate", "warn", text, _routes.key(transition, hop), mend=mend)
