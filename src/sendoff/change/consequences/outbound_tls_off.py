"""Mail leaves without TLS.

What happens: main.cf sets no smtp_tls_security_level, or none, so Postfix's client does not use TLS even where the
next hop offers it.

Why it matters: everybody on the way can read the mail, and large receivers mark or delay it.

How to mend it: set smtp_tls_security_level = may in /etc/postfix/main.cf; sendoff leaves that parameter to you.

When it is fine: the next hop is on this machine or on a network that nobody else is on. A smarthost with credentials
is always reached under TLS and is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import adopted, after
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop
from sendoff.postfix.tables import authenticated


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not (adopted(transition) or _routes.route_differs(transition) or _routes.login_differs(transition)):
        return
    older = "yes" in (after(transition, "smtp_use_tls"), after(transition, "smtp_enforce_tls"))
    if older or after(transition, "smtp_tls_security_level") not in ("", "none"):
        return
    hop = transition.settings.relayhost
    if hop and _under_tls(transition, hop):
        return
    where = f"to {hop.text}" if hop else "to its destinations"
    text = f"Mail {where} travels in clear text, even where TLS is offered: main.cf sets no smtp_tls_security_level."
    mend = "Set smtp_tls_security_level = may in /etc/postfix/main.cf."
    yield found(transition, "outbound-tls-off", "note", text, _routes.RELAYHOST if hop else None, mend=mend)


def _under_tls(transition: Transition, hop: NextHop) -> bool:
    settings = transition.settings
    return hop.implicit_tls or (settings.smarthost_tls != "may" and authenticated(settings, hop))
