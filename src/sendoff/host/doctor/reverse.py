"""The reverse names of the addresses that receivers see, and the addresses of those names."""

from __future__ import annotations

import asyncio

from sendoff.host.doctor import Asking
from sendoff.host.doctor.helo import host
from sendoff.reputation.dns import FOUND
from sendoff.reputation.facts import Reverse
from sendoff.reputation.names import reverse_name

_MOST = 5
"""Receivers look at a few names of an address, no more."""


async def gather(asking: Asking) -> tuple[Reverse, ...]:
    """Return each sending address with its names."""
    server = await asking.fact("server")
    seen = (source.address for source in server.sources if not source.translated)
    return tuple(await asyncio.gather(*(_reverse(address, asking) for address in seen)))


async def _reverse(address: str, asking: Asking) -> Reverse:
    ptr = await asking.dns.ask(reverse_name(address), "PTR")
    names = [value.rstrip(".").lower() for value in ptr.values[:_MOST]] if ptr.outcome == FOUND else []
    return Reverse(address, ptr, tuple(await asyncio.gather(*(host(name, asking) for name in names))))
