"""Applications will start to use TLS by themselves.

What happens: until now this server offered no STARTTLS, and with the certificate it does. Many mail libraries then use
it without being told (PHPMailer's SMTPAutoTLS, for one) and verify the name they connect to, usually localhost.

Why it matters: the certificate has no localhost in it, so an application that sent for years stops at
a certificate error.

How to mend it: point such applications at the name in the certificate, or switch automatic TLS off for localhost.
A server that listens on loopback addresses only needs no certificate.

When it is fine: no application on this server verifies certificates at localhost.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _certificates
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def _appears(transition: Transition) -> bool:
    running = transition.machine.main_cf is not None
    return running and transition.touches("smtpd_tls_security_level") and not _certificates.offered_before(transition)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    ask = _certificates.ask(transition)
    if ask and _appears(transition):
        yield ask


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts = _certificates.usable(transition, answers)
    if facts and _appears(transition) and not _certificates.covers(facts.names, "localhost"):
        text = "Applications that use TLS when it is offered begin to verify this certificate, which has no localhost."
        mend = "Point them at the certificate's name, or switch their automatic TLS off for localhost."
        yield found(transition, "starttls-appears", "warn", text, _certificates.KEY, mend=mend)
