"""Applications on this server may no longer send by SMTP.

What happens: SMTP listens on 127.0.0.1 or ::1, but postfix::mynetworks does not cover that address. The key replaces
Postfix's default, so loopback has to be repeated in it.

Why it matters: applications that hand their mail to localhost get 454 4.7.1 Relay access denied for every destination
outside. Many try ::1 first, so IPv6 counts even where the network has none. The sendmail command is not affected.

How to mend it: add 127.0.0.0/8 and [::1]/128 to postfix::mynetworks.

When it is fine: no application on this server sends by SMTP.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _listening.touched(transition):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _listening.touched(transition):
        return
    lost = [address for address in _loopback(transition, answers) if not _listening.covers(transition, address)]
    if lost:
        text = (
            f"Applications on this server that send to {' or '.join(lost)} by SMTP get 454 Relay access denied, "
            "because mynetworks does not cover it."
        )
        add = " ".join("127.0.0.0/8" if "." in address else "[::1]/128" for address in lost)
        mend = f"Add {add} to {_listening.NETWORKS}."
        yield found(transition, "loopback-loses-relay", "warn", text, _listening.NETWORKS, mend=mend)


def _loopback(transition: Transition, answers: Answers) -> list[str]:
    """Return the loopback addresses that SMTP will listen on."""
    if _listening.explicit(transition):
        return [a for a in _listening.addresses(transition, answers) if _listening.is_loopback(a)]
    return [address for address in ("127.0.0.1", "::1") if _listening.is_used(transition, address)]
