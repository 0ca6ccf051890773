"""The smarthost asks for a login, and there are no credentials for it.

What happens: the smarthost offers AUTH, and postfix::smtp_sasl_password_maps has nothing for it.

Why it matters: a submission port (587 or 465) takes no mail without a login (RFC 6409), and the refusal is for good:
mail returns to its sender. On port 25, a smarthost may offer a login and still take mail by address.

How to mend it: add credentials under the next hop exactly as it is written in postfix::relayhost.

When it is fine: the smarthost knows this server by its address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import NextHop
from sendoff.postfix.tables import authenticated

_SUBMISSION = (587, 465)


def _without(transition: Transition) -> list[NextHop]:
    # With credentials for other spellings, credentials-unmatched tells more.
    if transition.settings.credentials.entries and not any(
        authenticated(transition.settings, hop) for hop in transition.settings.next_hops()
    ):
        return []
    return [hop for hop in _routes.concerned(transition) if not authenticated(transition.settings, hop)]


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _without(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for hop in _without(transition):
        reply = _routes.reply(transition, answers, hop)
        if reply and "AUTH" in reply.capabilities:
            text = f"{hop.text} offers a login, and there are no credentials for it: it may refuse all mail."
            level = "warn" if hop.port in _SUBMISSION else "note"
            mend = f"Add {hop.text} to {_routes.CREDENTIALS}, if it does not know this server by address."
            yield found(transition, "smarthost-wants-login", level, text, _routes.key(transition, hop), mend=mend)
