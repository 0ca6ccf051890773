"""The smarthost offers no TLS, and there are credentials for it.

What happens: the smarthost answers without STARTTLS. Passwords travel under TLS only, so Postfix does not deliver to
it; with sendoff::smarthost_tls at may, it sends the password in clear text.

Why it matters: all mail waits in the queue and comes back after days; or everyone on the way can read the password.

How to mend it: use the smarthost's submission port (587, or 465 for TLS from the start), or have TLS enabled there.

When it is fine: with may, on a network that nobody else is on.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _routes.with_login(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    mend = "Use the smarthost's port 587 or 465, or have TLS enabled there."
    for hop in _routes.with_login(transition):
        reply = _routes.reply(transition, answers, hop)
        if not reply or reply.starttls:
            continue
        key = _routes.key(transition, hop)
        if transition.settings.smarthost_tls == "may":
            text = f"{hop.text} offers no STARTTLS: the password travels in clear text."
            yield found(transition, "smarthost-no-tls", "warn", text, key, mend=mend)
        else:
            text = f"{hop.text} offers no STARTTLS, so Postfix sends it neither password nor mail: the mail waits."
            yield found(transition, "smarthost-no-tls", "refuse", text, key, mend=mend)
