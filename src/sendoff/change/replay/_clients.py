"""SMTP clients of the past, and what a list of networks says of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from sendoff.change.consequences._listening import network

if TYPE_CHECKING:
    from sendoff.change.consequences._listening import Network


@lru_cache(4096)
def address(client: str) -> str | None:
    """Return the address in `name[address]`; None where there is none (an unknown one, or a socket)."""
    from ipaddress import ip_address  # start-up

    text = client.rpartition("[")[2].removesuffix("]")
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def covers(networks: Iterable[Network], of: str) -> bool:
    """Tell whether an address is in one of the networks."""
    from ipaddress import ip_address  # start-up

    found = ip_address(of)
    return any(found in some for some in networks)


def networks(value: str) -> tuple[Network, ...] | None:
    """Return the networks that a `mynetworks` of main.cf names; None where it says it by a table or a parameter."""
    words = value.replace(",", " ").split()
    try:
        return tuple(network(word) for word in words)
    except ValueError:
        return None
