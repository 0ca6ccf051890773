"""Where SMTP listens, and which of that lies beyond this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sendoff.change.consequences._main_cf import after, words
from sendoff.change.facts import Answers, Ask, LocalFacts
from sendoff.change.plan import Transition
from sendoff.config.values.hosts import ip_address

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    Network = IPv4Network | IPv6Network

KEY = "postfix::inet_interfaces"
NETWORKS = "postfix::mynetworks"

# The documentation's networks count as public, so that examples behave like what they stand for.
_INSIDE = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
    "::1/128", "fc00::/7", "fe80::/10",
)  # fmt: skip


def touched(transition: Transition) -> bool:
    """Tell whether who may connect or who is trusted changes."""
    return transition.touches("inet_interfaces", "mynetworks")


def explicit(transition: Transition) -> tuple[str, ...]:
    """Return the addresses and names to listen on, without `all` and `loopback-only`."""
    return tuple(name for name in transition.settings.interfaces if name not in ("all", "loopback-only"))


def asks(transition: Transition) -> Iterator[Ask]:
    """Yield the question what each name among the interfaces stands for; an address speaks for itself."""
    yield from (Ask("local", name) for name in explicit(transition) if not ip_address(name))


def addresses(transition: Transition, answers: Answers) -> list[str]:
    """Return the addresses that are listed or that listed names stand for, as far as that is known."""
    listed: list[str] = []
    for name in explicit(transition):
        facts = answers.get(Ask("local", name))
        if ip_address(name):
            listed.append(name)
        elif isinstance(facts, LocalFacts):
            listed += facts.addresses
    return listed


def unresolved(transition: Transition, answers: Answers) -> bool:
    """Tell whether a name among the interfaces could not be looked up."""
    return not all(isinstance(answers.get(ask), LocalFacts) for ask in asks(transition))


def beyond_loopback(transition: Transition, answers: Answers) -> bool:
    """Tell whether other machines can connect; a name that could not be looked up counts as beyond."""
    if transition.settings.interfaces == ("loopback-only",):
        return False
    if transition.settings.interfaces == ("all",) or unresolved(transition, answers):
        return True
    return any(not is_loopback(address) for address in addresses(transition, answers))


def is_loopback(address: str) -> bool:
    """Tell whether an address is reached from this machine only."""
    return address.startswith("127.") or address == "::1"


def is_used(transition: Transition, address: str) -> bool:
    """Tell whether Postfix uses an address's protocol (inet_protocols)."""
    used = words(after(transition, "inet_protocols"))
    return "all" in used or ("ipv6" if ":" in address else "ipv4") in used


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the internet."""
    return not is_inside(network(address))


def network(text: str) -> Network:
    """Return one entry of mynetworks as a network; IPv6 stands in brackets there."""
    from ipaddress import ip_network  # start-up

    return ip_network(text.replace("[", "").replace("]", ""))


def trusted(transition: Transition) -> tuple[Network, ...]:
    """Return the trusted networks."""
    return tuple(network(text) for text in transition.settings.networks)


def within(inner: Network, outer: Network) -> bool:
    """Tell whether a network is part of another; those of another version never are."""
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def is_inside(some: Network) -> bool:
    """Tell whether a network is loopback, private, link-local or otherwise not of the internet."""
    return any(within(some, network(text)) for text in _INSIDE)


def covers(transition: Transition, address: str) -> bool:
    """Tell whether an address is trusted."""
    return any(within(network(address), some) for some in trusted(transition))


def written(some: Network) -> str:
    """Return a network as mynetworks has it."""
    return f"[{some.network_address}]/{some.prefixlen}" if some.version == 6 else str(some)  # noqa: PLR2004


def is_open(transition: Transition) -> bool:
    """Tell whether a sixteenth of the internet or more is trusted: no organisation's own, however it is cut."""
    from ipaddress import IPv4Network, IPv6Network, collapse_addresses  # start-up

    every = trusted(transition)
    four = sum(n.num_addresses for n in collapse_addresses(n for n in every if isinstance(n, IPv4Network)))
    # All public IPv6 addresses begin with the bits 001; whatever lies around that block counts as the block.
    unicast = IPv6Network("2000::/3")
    six = [unicast if unicast.subnet_of(n) else n for n in every if isinstance(n, IPv6Network)]
    public = sum(n.num_addresses for n in collapse_addresses(six) if n.subnet_of(unicast))
    return four >= 2**32 // 16 or public >= unicast.num_addresses // 16
