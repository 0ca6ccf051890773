"""Everybody on the internet may send through this server (open relay).

What happens: postfix::mynetworks trusts all of the internet or a large part of it (a sixteenth of the IPv4 addresses,
or of the public IPv6 addresses, or more), in one entry or in several that together come to it. Whoever is trusted may
send to any destination.

Why it matters: open relays are found within hours. They send other people's spam, their queue fills, and blocklists
then stop this server's own mail for days.

How to mend it: name only the networks whose machines should send through this server, usually 127.0.0.0/8,
[::1]/128 and a private network.

When it is fine: never on a server that can be reached. With postfix::inet_interfaces at loopback-only nobody outside
can connect today, but the next change of that key would open the relay; it is refused all the same. A laboratory
without a way out can accept it by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_WIDE = {4: 8, 6: 16}
"""Entries with fewer fixed bits are the ones to blame."""


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _listening.touched(transition) and _listening.is_open(transition):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _listening.touched(transition) or not _listening.is_open(transition):
        return
    every = _listening.trusted(transition)
    wide = [network for network in every if network.prefixlen < _WIDE[network.version]] or list(every)
    names = some([_listening.written(network) for network in wide])
    if _listening.beyond_loopback(transition, answers):
        text = f"Whoever can connect may send to any destination through this server: {names} is trusted (open relay)."
    else:
        text = f"{names} is trusted: an open relay as soon as SMTP listens on more than the loopback addresses."
    mend = "Trust only networks of your own, for example 127.0.0.0/8 [::1]/128."
    yield found(transition, "open-relay", "refuse", text, _listening.NETWORKS, mend=mend)
