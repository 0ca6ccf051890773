"""Mail for a whole domain stays on this server.

What happens: the server's name is itself a mail domain: other servers take its mail (MX), or it is a bare domain such
as example.net. What is sent from here to addresses of that domain is delivered on this server and does not leave.

Why it matters: mail from applications to colleagues ends in "unknown user", or in a local mailbox that nobody reads.

How to mend it: set sendoff::server_name to a host name below the domain, such as web1.example.net.

When it is fine: this server is the domain's only mail server.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _names
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_BARE = 2


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    ask = _names.ask(transition)
    if ask and transition.touches("myhostname"):
        yield ask


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("myhostname"):
        return
    name, facts = _names.own(transition), _names.facts(transition, answers)
    others = [host for host in facts.mail_hosts if host != name] if facts else []
    sender = transition.settings.envelope_from
    is_bare = name.count(".") + 1 == _BARE and not name.endswith(".localdomain")
    bare = is_bare and (facts is None or (sender is not None and sender.domain == name))
    if others or bare:
        elsewhere = f" instead of going to {some(others)}" if others else ""
        text = f"Mail from this server to any address at {name} stays here{elsewhere}."
        mend = f"Set {_names.KEY} to a host name below it, such as web1.{name}."
        yield found(transition, "server-name-swallows-domain", "warn", text, _names.KEY, mend=mend)
