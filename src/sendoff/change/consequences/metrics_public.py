"""Others than this server can read the figures of its mail.

What happens: sendoff::metrics_listen names an address beyond loopback. `sendoff watch` answers /metrics and /healthz
there over plain HTTP, to whoever reaches it, without a login.

Why it matters: how much mail leaves, to which large providers, how much is refused, and which versions run here is of
use to those who compete with you or attack you. Addresses of people are not among the figures.

How to mend it: keep 127.0.0.1:9725 and let the collector come by a tunnel or an agent on this server; or let a
firewall admit the collector alone.

When it is fine: only the network of your monitoring reaches that address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_KEY = "sendoff::metrics_listen"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    place = transition.settings.metrics_listen
    address = place.rpartition(":")[0].strip("[]")
    if not transition.touches("metrics_listen") or not place or _listening.is_loopback(address):
        return
    where = "every address of this server" if address in ("0.0.0.0", "::") else address  # noqa: S104 - only named
    text = f"Whoever reaches {where} reads the figures of this server's mail: /metrics asks for no login."
    mend = f"Keep {_KEY} on 127.0.0.1, or let a firewall admit only the server that collects them."
    yield found(transition, "metrics-public", "warn", text, _KEY, mend=mend)
