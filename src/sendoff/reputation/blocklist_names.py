"""What a blocklist is asked: which subjects it can know, and the names of the questions."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from sendoff.reputation.blocklists import DOMAIN, IP4, IP6, Blocklist

_PRIVATE = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
        "::/127",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
)
_LABELS = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MOST_PARENTS = 2
_LONGEST = 253


def kind(subject: str) -> str:
    """Return IP4, IP6 or DOMAIN; empty for what no list can know: private addresses, names without a dot."""
    address = _address(subject)
    if address is not None:
        if any(address.version == network.version and address in network for network in _PRIVATE):
            return ""
        return IP4 if address.version == 4 else IP6  # noqa: PLR2004 - the versions of IP
    name = subject.rstrip(".").lower()
    return DOMAIN if len(name) <= _LONGEST and _LABELS.fullmatch(name) else ""


def questions(asked: Blocklist, subject: str) -> tuple[str, ...]:
    """Return the names to ask A for: an address reversed; a domain, and up to two of its parents."""
    address = _address(subject)
    if address is not None:
        return (f"{_reversed(address)}.{asked.zone}",)
    labels = subject.rstrip(".").lower().split(".")
    cut = [labels[start:] for start in range(len(labels) - 1)][: _MOST_PARENTS + 1]
    return tuple(f"{'.'.join(part)}.{asked.zone}" for part in cut)


def proofs(asked: Blocklist, of: str) -> tuple[tuple[str, ...], str]:
    """Return the names of which one must be there, and the name that must not, for a kind of subjects (RFC 5782)."""
    if of == DOMAIN:
        return tuple(f"{name}.{asked.zone}" for name in asked.live), f"invalid.{asked.zone}"
    there, not_there = ("127.0.0.2", "127.0.0.1") if of == IP4 else ("::ffff:7f00:2", "::ffff:7f00:1")
    return (f"{_nibbles(there)}.{asked.zone}",), f"{_nibbles(not_there)}.{asked.zone}"


def _nibbles(address: str) -> str:
    return _reversed(ip_address(address))


def _reversed(address: IPv4Address | IPv6Address) -> str:
    """Return an address as blocklists want it: four octets or 32 nibbles, the last first."""
    return address.reverse_pointer.rsplit(".", 2)[0]


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
