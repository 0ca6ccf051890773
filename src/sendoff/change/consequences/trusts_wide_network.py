"""A very large private network may send through this server.

What happens: an entry of postfix::mynetworks is private but larger than a /16 of IPv4 (65536 addresses) or a /48 of
IPv6, such as 10.0.0.0/8 or 172.16.0.0/12.

Why it matters: such entries are usually copied from an example. They take in networks that come later: VPNs, guests,
containers, a partner's site. One infected machine there sends spam under this server's name.

How to mend it: name the networks that this server's clients really are in.

When it is fine: the network is that large, all of it is yours, and every machine in it should send through here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_LARGE = {4: 16, 6: 48}


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("mynetworks"):
        return
    wide = [
        _listening.written(network)
        for network in _listening.trusted(transition)
        if network.prefixlen < _LARGE[network.version]
        and _listening.is_inside(network)
        and not network.is_loopback
        and not network.is_link_local
    ]
    if wide:
        text = f"Every machine in {some(wide)} may send through this server, now and whatever is connected to it later."
        mend = "Name the smaller networks that the clients really are in."
        yield found(transition, "trusts-wide-network", "warn", text, _listening.NETWORKS, mend=mend)
