"""Bounces to the envelope sender stay on this server.

What happens: the domain of postfix::envelope_from is this server's own name, so mail to it is delivered here.

Why it matters: bounces go to a local user or alias of that name; without one they are lost, and with one somebody has
to read that mailbox. Receivers that check the sender's domain ask for this server's name, and for port 25 on it.

How to mend it: use an address of the organisation's mail domain, or add an alias to /etc/aliases that leads to
somebody.

When it is fine: the user exists, and its mail is read or forwarded.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _senders
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    sender = _senders.new(transition) or (
        transition.settings.envelope_from if transition.touches("myhostname") else None
    )
    if sender and _senders.is_local(transition, sender.domain):
        text = f"Bounces to {sender} stay on this server, in the mailbox of its local user {sender.local}."
        mend = f"Use an address of the mail domain, or add an alias for {sender.local} to /etc/aliases."
        yield found(transition, "envelope-from-is-local", "warn", text, _senders.KEY, mend=mend)
