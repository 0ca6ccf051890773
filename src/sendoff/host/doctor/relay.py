"""Whether this server relays for strangers: its own SMTP port is asked from an address that it does not trust.

The dialogue ends after RCPT TO, so nothing is sent.
"""

from __future__ import annotations

import ipaddress
import re

from sendoff.host.asking import relay_attempt
from sendoff.host.doctor import Asking, in_thread
from sendoff.host.listening import listeners, own_addresses
from sendoff.reputation.facts import Relay, Server

_PORT = 25
_SECONDS = 6.0
_ALL = {"0.0.0.0": 4, "::": 6}  # noqa: S104 - as the kernel tells it


async def gather(asking: Asking) -> Relay:
    """Return what a stranger is told."""
    server: Server = await asking.fact("server")
    if not server.here:
        return Relay(reason="it is another machine's document")
    return await in_thread(lambda: _asked(asking, server))


def _asked(asking: Asking, server: Server) -> Relay:
    own = own_addresses(asking.host)
    outside = [one for one in own if not ipaddress.ip_address(one).is_loopback]
    places = [one for address in listeners(asking.host, _PORT) for one in _places(address, outside)]
    if not places:
        return Relay(reason="nobody listens on port 25 of an address that others can reach", listens=False)
    trusted = _networks(server.parameter("mynetworks"))
    if trusted is None:
        return Relay(reason="mynetworks is not a plain list of networks, so nobody knows who is a stranger")
    for place in places:
        family = ipaddress.ip_address(place).version
        strangers = [one for one in outside if ipaddress.ip_address(one).version == family and not _in(one, trusted)]
        if strangers:
            found = relay_attempt(place, strangers, min(_SECONDS, asking.left()), server.helo)
            return Relay(found.code, found.text, found.source, found.reason)
    return Relay(reason="every address of this machine is trusted (mynetworks), so it cannot ask as a stranger")


def _places(address: str, outside: list[str]) -> list[str]:
    if address in _ALL:
        return [one for one in outside if ipaddress.ip_address(one).version == _ALL[address]]
    return [address] if address in outside else []


def _networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network] | None:
    """Return mynetworks' networks; None where it is unset (Postfix makes it of the interfaces) or has tables in it."""
    found = []
    for word in filter(None, re.split(r"[\s,]+", text)):
        try:
            found.append(ipaddress.ip_network(word.replace("[", "").replace("]", ""), strict=False))
        except ValueError:
            return None
    return found or None


def _in(address: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    one = ipaddress.ip_address(address)
    return any(one.version == network.version and one in network for network in networks)
