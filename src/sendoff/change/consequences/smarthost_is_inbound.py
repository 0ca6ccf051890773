"""The smarthost is found by the MX records of a domain.

What happens: postfix::relayhost is a domain without brackets, so mail goes to its MX hosts: the servers that take the
domain's incoming mail.

Why it matters: they are often a filter for incoming mail, which does not relay for this server and answers with 5xx;
and they change when somebody changes the domain's mail service.

How to mend it: if another server is meant, write its name in brackets: [smtp.example.net] or [smtp.example.net]:587.

When it is fine: those MX hosts are known to take this server's mail to any destination.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers, Ask, NextHopReply
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    hop = transition.settings.relayhost
    if hop and hop.by_mx and differs(transition, "relayhost"):
        yield _routes.ask(transition, hop)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hop = transition.settings.relayhost
    if not hop or not list(asks(transition)):
        return
    reply = answers.get(_routes.ask(transition, hop))
    if not isinstance(reply, NextHopReply) or not reply.hosts:
        return
    if reply.hosts == (hop.host,):
        text = f"{hop.text} has no MX record, so mail goes to the address of that name."
    else:
        text = f"{hop.text} stands for its MX hosts, which take that domain's incoming mail: {some(list(reply.hosts))}."
    mend = f"If one certain server is meant, write it in brackets, as in [{reply.hosts[0]}]."
    yield found(transition, "smarthost-is-inbound", "note", text, _routes.RELAYHOST, mend=mend)
