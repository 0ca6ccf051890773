"""Where Postfix must listen, from what inet_interfaces and inet_protocols say (postconf(5))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ALL4, ALL6 = "0.0.0.0", "::"  # noqa: S104 - as the kernel tells it


def expected(
    interfaces: Iterable[str], protocols: str, own: Iterable[str], resolved: Mapping[str, tuple[str, ...]]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses where Postfix must listen, and those where it may as well.

    `own` are the machine's addresses, `resolved` those that each name in `interfaces` stands for.
    """
    words = protocols.replace(",", " ").lower().split()
    six = "all" in words or "ipv6" in words
    four = "all" in words or "ipv4" in words or not six
    present = [address for address in own if (six if ":" in address else four)]
    required: set[str] = set()
    allowed: set[str] = set()
    for interface in interfaces:
        if interface == "all":
            required |= {ALL4} if four else set()
            required |= {ALL6} if any(":" in address for address in present) else set()
        elif interface == "loopback-only":
            required |= {address for address in ("127.0.0.1", "::1") if address in present}
            allowed |= {address for address in present if address.startswith("127.")}
        else:
            found = resolved.get(interface, ())
            required |= {address for address in found if (six if ":" in address else four)}
    return frozenset(required), frozenset(allowed)


def to_ask(listening: Iterable[str]) -> str:
    """Return the address to connect to: a loopback one where there is one. Empty when there is none at all."""
    found = {ALL4: "127.0.0.1", ALL6: "::1"}
    reachable = [found.get(address, address) for address in sorted(listening)]
    near = (address for address in reachable if address.startswith("127.") or address == "::1")
    return next(near, next(iter(reachable), ""))


def by_hand(services: Iterable[str]) -> tuple[list[str], bool]:
    """Return the hosts that master.cf's inet services name for port 25, and whether one names only the port."""
    hosts, general = [], False
    for name in services:
        host, colon, port = name.removeprefix("inet:").rpartition(":")
        if port not in ("smtp", "25"):
            continue
        general |= not colon
        if colon:
            hosts.append(host.strip("[]"))
    return hosts, general
