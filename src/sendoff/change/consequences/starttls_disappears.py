"""SMTP clients are no longer offered TLS.

What happens: Postfix offers STARTTLS now (Debian's package does, with a certificate of its own making), and the
document names no certificate, so it no longer will.

Why it matters: clients that insist on TLS can no longer send. What others send from elsewhere travels in clear text.

How to mend it: name the certificate and its key in the document.

When it is fine: only applications on this server send, over the loopback interface. For the certificate that Debian's
package makes, this is a note: it has no name that a client could verify.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _certificates
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_MADE_BY_THE_PACKAGE = "ssl-cert-snakeoil"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.settings.certificate_file or not transition.touches("smtpd_tls_security_level"):
        return
    if _certificates.offered_before(transition):
        before = transition.before("smtpd_tls_cert_file") or transition.before("smtpd_tls_chain_files") or ""
        level = "warn" if before and _MADE_BY_THE_PACKAGE not in before else "note"
        text = "STARTTLS is no longer offered, so clients that insist on it cannot send through this server."
        mend = f"Name a certificate in {_certificates.KEY}" + (f", for example {before}." if level == "warn" else ".")
        yield found(transition, "starttls-disappears", level, text, _certificates.KEY, mend=mend)
