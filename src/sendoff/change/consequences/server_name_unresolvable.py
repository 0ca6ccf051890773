"""The server's name does not exist in the DNS.

What happens: the DNS knows no address for the server's name, which is its HELO name and the domain of local senders.

Why it matters: many receivers refuse mail whose sender's domain does not exist, for good. Sending directly, the HELO
name counts too.

How to mend it: have an address record made for the name, or set sendoff::server_name to a name that has one.

When it is fine: all mail goes through a smarthost that does not mind, with postfix::envelope_from set (then this is
not reported).
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _names
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    ask = _names.ask(transition)
    if ask:
        yield ask


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts, settings = _names.facts(transition, answers), transition.settings
    if not facts or facts.addresses or facts.mail_hosts or (settings.relayhost and settings.envelope_from):
        return
    name = _names.own(transition)
    text = f"The DNS has no address for {name}: receivers may refuse mail from root@{name} for good."
    mend = f"Have an address record made for {name}, or set {_names.KEY} to a name that has one."
    yield found(transition, "server-name-unresolvable", "warn", text, _names.KEY, mend=mend)
