"""Passwords are less protected than they could be.

What happens: sendoff::smarthost_tls is encrypt or may instead of secure, and there are credentials.

Why it matters: with encrypt, the certificate is not checked: whoever can redirect the connection gets the password.
With may, whoever can intercept it only has to hide the offer of TLS, and the password travels in clear text.

How to mend it: take the key out. If the smarthost's certificate is from a private authority, name that authority's
file as smtp_tls_CAfile in main.cf.

When it is fine: the smarthost is on a network that nobody else is on, and its certificate cannot be mended.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_TEXTS = {
    "encrypt": "Passwords are sent under TLS with any certificate: whoever redirects the connection can read them.",
    "may": "Passwords are sent in clear text when no TLS is offered: whoever intercepts the connection can read them.",
}


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    level = transition.settings.smarthost_tls
    if transition.settings.credentials and level in _TEXTS and _routes.login_differs(transition):
        mend = f"Take {_routes.SMARTHOST_TLS} out, so that only a certificate with the right name gets the password."
        yield found(transition, "smarthost-tls-relaxed", "warn", _TEXTS[level], _routes.SMARTHOST_TLS, mend=mend)
