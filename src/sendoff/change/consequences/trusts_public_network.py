"""A network of the internet may send through this server.

What happens: an entry of postfix::mynetworks with more than 8 IPv4 addresses, or wider than a /64 of IPv6, is neither
private nor local. Each of its machines may send to any destination through this server.

Why it matters: networks of that size often hold other customers of the same provider. Their mail would leave under
this server's address and cost its reputation.

How to mend it: list the few addresses that should send, each as an entry of its own.

When it is fine: the whole network is yours, and you answer for every machine in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_HANDFUL = {4: 29, 6: 64}
"""A handful of machines: 8 IPv4 addresses, one IPv6 network."""


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("mynetworks") or _listening.is_open(transition):
        return
    wide = [
        _listening.written(network)
        for network in _listening.trusted(transition)
        if network.prefixlen < _HANDFUL[network.version] and not _listening.is_inside(network)
    ]
    if wide:
        text = f"Every machine in {some(wide)} may send to any destination from here, and these are public addresses."
        mend = "List the single addresses that should send, unless the whole network is yours."
        yield found(transition, "trusts-public-network", "warn", text, _listening.NETWORKS, mend=mend)
