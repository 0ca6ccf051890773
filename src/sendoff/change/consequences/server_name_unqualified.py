"""The server's name has no domain.

What happens: the document gives no sendoff::server_name, and the machine's own name is a single word. It is completed
with localdomain, as Postfix does.

Why it matters: Postfix greets others with that name and makes addresses such as root@web1.localdomain of it. Most
receivers refuse a sender whose domain does not exist, and many refuse such a HELO.

How to mend it: set sendoff::server_name to the full name, for example web1.example.net.

When it is fine: all mail stays on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _names
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    name = _names.own(transition)
    short = name.removesuffix(".localdomain")
    if transition.touches("myhostname") and "." not in short:
        text = f"This machine's name has no domain: mail from root@{name} and its HELO are often refused."
        mend = f'Set "{_names.KEY}" to the full name, for example {short}.example.net.'
        yield found(transition, "server-name-unqualified", "warn", text, _names.KEY, mend=mend)
