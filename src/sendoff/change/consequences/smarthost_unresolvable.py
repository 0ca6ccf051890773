"""The smarthost does not exist in the DNS.

What happens: the DNS says that the next hop has neither an MX record nor an address. Postfix's client asks the DNS,
not /etc/hosts, unless smtp_host_lookup in main.cf says otherwise.

Why it matters: no mail leaves. It waits in the queue and comes back after days.

How to mend it: correct the name; it is usually a typing error. Without brackets the name's MX record is used, with
brackets its address.

When it is fine: the record is about to be made. For a fallback this is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, NextHopReply
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_routes.ask(transition, hop) for hop in _routes.concerned(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for hop in _routes.concerned(transition):
        reply = answers.get(_routes.ask(transition, hop))
        if not isinstance(reply, NextHopReply) or not reply.missing:
            continue
        key = _routes.key(transition, hop)
        mend = "Correct the name, or have its DNS record made first."
        text = f"{hop.text} does not exist: {reply.error or 'the DNS does not know it'}."
        level = "warn" if key == _routes.FALLBACK else "refuse"
        yield found(transition, "smarthost-unresolvable", level, text, key, mend=mend)
