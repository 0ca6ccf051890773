"""The smarthost does not take internationalised mail.

What happens: postfix::smtputf8_enable is yes, and the smarthost does not announce SMTPUTF8 (RFC 6531).

Why it matters: mail that needs it is accepted from the application and then returned with 5.6.7. With no, the
application is told at once. If postfix::envelope_from itself is outside ASCII, all mail needs it and none would
leave, so that is refused.

How to mend it: set postfix::smtputf8_enable to no, or use a smarthost that supports it.

When it is fine: no application here uses addresses outside ASCII; ordinary text in UTF-8 is not affected.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes, _senders
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::smtputf8_enable"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    hop = transition.settings.relayhost
    about = _routes.concerned(transition) or transition.touches("smtputf8_enable") or _senders.new(transition)
    if hop and about and transition.settings.smtputf8:
        yield _routes.ask(transition, hop)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hop, sender = transition.settings.relayhost, transition.settings.envelope_from
    if not hop or not list(asks(transition)):
        return
    reply = _routes.reply(transition, answers, hop)
    if not reply or not reply.capabilities or "SMTPUTF8" in reply.capabilities:
        return
    if sender and not sender.is_ascii:
        text = f"{hop.text} does not support SMTPUTF8, and every message would leave as {sender}: all of it comes back."
        mend = "Use an envelope sender in ASCII."
        yield found(transition, "smtputf8-smarthost", "refuse", text, _senders.KEY, mend=mend)
    else:
        text = f"Mail with addresses outside ASCII comes back: {hop.text} does not support SMTPUTF8."
        mend = f"Set {_KEY} to no, so that applications are told at once."
        yield found(transition, "smtputf8-smarthost", "note", text, _KEY, mend=mend)
