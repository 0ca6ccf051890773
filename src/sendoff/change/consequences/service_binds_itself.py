"""The file master.cf decides where SMTP listens, not the document.

What happens: the administrator's master.cf has an SMTP service with an address of its own, such as
"127.0.0.1:smtp inet", or has no "smtp inet" service at all.

Why it matters: postfix::inet_interfaces governs only services without an address. The server listens elsewhere than
the document says, or on nothing.

How to mend it: change the entry to "smtp inet" in /etc/postfix/master.cf, then apply again.

When it is fine: the entry is meant, and the document's key only serves Postfix's outgoing side.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix import master_cf

_PORTS = ("smtp", "25")


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("inet_interfaces") or not (transition.machine.master_cf or "").strip():
        return
    listening = [s.name for s in master_cf.services(transition.compiled.master_cf) if s.type == "inet"]
    bound = [name for name in listening if ":" in name and name.rpartition(":")[2] in _PORTS]
    follows = any(name in _PORTS for name in listening)
    mend = 'Change the entry to "smtp inet" in /etc/postfix/master.cf, then apply again.'
    if bound:
        text = f"master.cf binds {some(bound)} itself: {_listening.KEY} has no effect on it."
        yield found(transition, "service-binds-itself", "warn", text, _listening.KEY, mend=mend)
    elif not follows:
        text = f'master.cf has no service "smtp inet": nothing listens on port 25, whatever {_listening.KEY} says.'
        yield found(transition, "service-binds-itself", "warn", text, _listening.KEY, mend=mend)
