"""Mail to domains that do not exist goes to the fallback.

What happens: without postfix::relayhost, a recipient domain that the DNS does not know is a destination that cannot
be found, and postfix::smtp_fallback_relay takes it, instead of a bounce at once.

Why it matters: senders of mistyped addresses learn of it late or never, and the fallback sees this server as a source
of undeliverable mail.

How to mend it: send everything through one postfix::relayhost, or leave the fallback out.

When it is fine: the fallback resolves names that this server cannot (a split DNS).
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import differs
from sendoff.change.consequences._routes import FALLBACK
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hops = [hop.text for hop in transition.settings.fallback_relays]
    changed = differs(transition, "smtp_fallback_relay") or differs(transition, "relayhost")
    if hops and changed and transition.settings.relayhost is None:
        text = f"Mail to a mistyped domain no longer comes back at once: it goes to {some(hops)}."
        mend = "Use one relayhost for all mail, or leave the fallback out."
        yield found(transition, "fallback-catches-typos", "warn", text, FALLBACK, mend=mend)
