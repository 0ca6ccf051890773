"""STARTTLS works, with the certificate that was set.

What happens: The SMTP server does not offer STARTTLS, cannot do it, or shows another certificate than the one in
postfix::smtpd_tls_cert_file.

Why it matters: With a key that does not fit, Postfix still offers STARTTLS and then refuses it: applications that take
what is offered cannot send any more. With another certificate, clients that check it stop.

How to mend it: The certificate must stand first in its file; the key must be its own, unencrypted, readable by root.

When it is fine: Without a certificate STARTTLS is not offered, and this is skipped.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.capabilities import hidden, spoken
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_SUBJECT = "STARTTLS"
_MEND = "See that the certificate stands first in its file and that the key is its own, unencrypted."


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    talks = spoken(seen)
    if not talks:
        return Finding("starttls", "skipped", _SUBJECT, "nobody answered EHLO")
    offered = ["STARTTLS" in talk.capabilities for talk in talks]
    file = transition.settings.certificate_file
    if not file:
        if any(offered):
            return Finding("starttls", "warn", _SUBJECT, "offered although no certificate is set: by master.cf?")
        return Finding("starttls", "skipped", _SUBJECT, "no certificate is set (postfix::smtpd_tls_cert_file)")
    if hidden(transition, "starttls"):
        return Finding("starttls", "skipped", _SUBJECT, "smtpd_discard_ehlo_keywords may hide it")
    if not all(offered):
        return Finding("starttls", "fail", _SUBJECT, "not offered", "Look for smtpd_tls_security_level in master.cf.")
    error = next((talk.tls_error for talk in talks if talk.tls_error), "")
    if error:
        return Finding("starttls", "fail", _SUBJECT, error, _MEND)
    if seen.certificate is None:
        told = f"works, but {file} could not be read: {seen.certificate_error}"
        return Finding("starttls", "unknown", _SUBJECT, told)
    if any(talk.certificate != seen.certificate for talk in talks):
        return Finding("starttls", "fail", _SUBJECT, f"shows another certificate than the one in {file}", _MEND)
    return Finding("starttls", "pass", _SUBJECT, f"works with the certificate in {file}")
