"""The DNS root, to see whether the resolver knows it and validates DNSSEC: the root is signed."""

from __future__ import annotations

from sendoff.host.doctor import Asking
from sendoff.reputation.dns import Answer


async def gather(asking: Asking) -> Answer:
    """Return the answer for the root's SOA."""
    return await asking.dns.ask(".", "SOA")
