"""The servers that send for a domain, and the addresses they are seen from."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import NamedTuple

ITSELF, SMARTHOST = "itself", "smarthost"


class Server(NamedTuple):
    """One sender. `label` is how it was named: a file, a host name or an address; `name` its host name.

    `how`: whether it sends itself or is another's smarthost. `terms` are the SPF terms that stand for it. `helo` is
    the name that it greets with, empty where that is not known. `unknown` says why addresses may be missing.
    """

    label: str
    name: str
    how: str
    terms: tuple[str, ...]
    addresses: tuple[str, ...]
    helo: str = ""
    notes: tuple[str, ...] = ()
    unknown: str = ""


class Sources(NamedTuple):
    """What a machine knows of its own addresses.

    `preferred` are those that the kernel sends from over IPv4 and IPv6; `bound` those that Postfix is told to use.
    """

    preferred: tuple[str, ...]
    bound: tuple[str, ...]


def sending(name: str, named: Sequence[str], sources: Sources | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the addresses that receivers see a server at, and what should be known about them.

    `named` are the addresses of its name; `sources` is None for a machine that is not this one.
    """
    if sources is None:
        return tuple(named), ()
    bound = {ipaddress.ip_address(address).version: address for address in sources.bound}
    preferred = {ipaddress.ip_address(address).version: address for address in sources.preferred}
    addresses, notes = list(named), []
    for version in (4, 6):
        address = bound.get(version) or preferred.get(version)
        if address is None or address in addresses:
            continue
        if ipaddress.ip_address(address).is_global:
            addresses.append(address)
            notes.append(f"mail leaves from {address}, which is not an address of {name}")
        elif version in bound or version in {ipaddress.ip_address(each).version for each in named}:
            notes.append(
                f"mail leaves from {address}, behind NAT: the address outside is not known from inside; "
                f"those of {name} are taken"
            )
    return tuple(addresses), tuple(notes)


def address_term(address: str) -> str:
    """Return the term for one address."""
    return f"ip{ipaddress.ip_address(address).version}:{address}"
