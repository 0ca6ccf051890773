"""Bounces to the envelope sender are refused.

What happens: the server that takes mail for the address in postfix::envelope_from was asked whether it would take
a bounce to it, and refused for good; or its domain does not exist or takes no mail.

Why it matters: every bounce of this server goes to that address and is lost. Many receivers check the sender in this
way too, and refuse mail from an address that cannot receive.

How to mend it: have the mailbox or alias made, or use one that exists.

When it is fine: never; bounces are how anybody learns that mail did not arrive.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _senders
from sendoff.change.consequences._found import found
from sendoff.change.facts import AddressReply, Answers, Ask, Unknown
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    sender = _senders.new(transition)
    if sender and not _senders.is_local(transition, sender.domain):
        yield Ask("address", str(sender))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for ask in asks(transition):
        reply = answers.get(ask)
        if isinstance(reply, Unknown):
            text = f"Whether {ask.subject} can receive bounces could not be asked."
            yield found(transition, "envelope-from-unreceivable", "note", text, _senders.KEY, unknown=reply.reason)
        elif isinstance(reply, AddressReply) and not reply.accepted:
            text = f"Bounces to {ask.subject} would be lost: {reply.reply}."
            mend = "Have the mailbox or alias made, or use an address that exists."
            yield found(transition, "envelope-from-unreceivable", "warn", text, _senders.KEY, mend=mend)
