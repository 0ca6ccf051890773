"""An address to listen on is of a protocol that Postfix is told not to use.

What happens: main.cf has inet_protocols = ipv4 (or ipv6), and postfix::inet_interfaces lists an address of the other.

Why it matters: Postfix does not look at addresses of that protocol, so it ends with "no local interface found":
it neither starts nor stops.

How to mend it: take the address out, or set inet_protocols = all in main.cf.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import after
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import ip_address


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("inet_interfaces"):
        return
    listed = [name for name in _listening.explicit(transition) if ip_address(name)]
    off = [name for name in listed if not _listening.is_used(transition, name)]
    if off:
        used = after(transition, "inet_protocols")
        text = f"Postfix cannot start: it should listen on {some(off)}, but main.cf has inet_protocols = {used}."
        mend = "Take the address out, or set inet_protocols = all in main.cf."
        yield found(transition, "interface-protocol-off", "refuse", text, _listening.KEY, mend=mend)
