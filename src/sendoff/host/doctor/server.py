"""The server: its name in HELO, the addresses its mail comes from, its smarthost."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterable, Mapping

from sendoff.host import Host
from sendoff.host.doctor import Asking
from sendoff.host.doctor.helo import host
from sendoff.host.texts import live_parameters
from sendoff.postfix.expansion import Unexpandable, expand
from sendoff.reputation.facts import Server, Source
from sendoff.reputation.names import ascii_name, is_private, same_address

_ELSEWHERE = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}
"""Somewhere on the internet, to see which way leads there; connecting a UDP socket sends nothing."""


async def gather(asking: Asking) -> Server:
    """Return the server."""
    order = asking.order
    parameters = _declared(asking) if order.elsewhere else live_parameters(asking.host)
    names = _names(parameters, os.uname().nodename)
    helo = ascii_name(value(parameters, names, "smtp_helo_name", "$myhostname"))
    named = (await host(helo, asking)).addresses
    smarthost = value(parameters, names, "relayhost", "")
    if order.addresses:
        sources = tuple(Source(address, "given by --address") for address in order.addresses)
    elif order.elsewhere:
        sources = tuple(Source(address, f"the address of {helo}") for address in named)
    else:
        sources = tuple(_seen(_own(parameters, names), named, helo))
    return Server(helo, sources, smarthost, {**parameters, **_expanded(parameters, names)}, _resolvers(asking),
                  here=not order.elsewhere)  # fmt: skip


def own_name(host: Host) -> str:
    """Return the name that this machine says in HELO."""
    parameters = live_parameters(host)
    return ascii_name(value(parameters, _names(parameters, os.uname().nodename), "smtp_helo_name", "$myhostname"))


def _declared(asking: Asking) -> Mapping[str, str]:
    from sendoff.postfix.parameters import parameters

    settings = asking.order.settings
    if settings is None:
        return {}
    return parameters(settings, settings.server_name or "", (), "", logs_itself=False)


def _names(parameters: Mapping[str, str], node: str) -> dict[str, str]:
    """Return main.cf's names with those defaults that our values may refer to (postconf(5))."""
    domain = parameters.get("mydomain", node.partition(".")[2] or "localdomain")
    own = parameters.get("myhostname", node if "." in node else f"{node}.{domain}")
    return {"mydomain": domain, **parameters, "myhostname": own}


def value(parameters: Mapping[str, str], names: Mapping[str, str], name: str, default: str) -> str:
    """Return a parameter expanded; as it stands where Postfix's way of it cannot be followed here."""
    text = parameters.get(name, default)
    try:
        return expand(text, names).strip()
    except Unexpandable:
        return text


def _expanded(parameters: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    return {name: value(parameters, names, name, "") for name in parameters}


def _own(parameters: Mapping[str, str], names: Mapping[str, str]) -> Iterable[Source]:
    protocols = value(parameters, names, "inet_protocols", "all").lower()
    for family, name, bind in (
        (socket.AF_INET, "ipv4", "smtp_bind_address"), (socket.AF_INET6, "ipv6", "smtp_bind_address6")
    ):  # fmt: skip
        if "all" not in protocols and name not in protocols:
            continue
        bound = value(parameters, names, bind, "").strip("[]")
        listening = _only_one(value(parameters, names, "inet_interfaces", "all"), family)
        way = outgoing(family)
        if bound:
            yield Source(bound, bind)
        elif listening:
            # Postfix sends from the only address that it listens on (smtp_bind_address in postconf(5)).
            yield Source(listening, "the only address in inet_interfaces")
        elif way:
            yield Source(way, "the outgoing interface")


def _only_one(interfaces: str, family: socket.AddressFamily) -> str:
    found = [word.strip("[]") for word in re.split(r"[\s,]+", interfaces) if word]
    fitting = [word for word in found if _is(word, family) and not (word.startswith("127.") or word == "::1")]
    return fitting[0] if len(fitting) == 1 and len(found) == len([word for word in found if _is_address(word)]) else ""


def _is_address(word: str) -> bool:
    return _is(word, socket.AF_INET) or _is(word, socket.AF_INET6)


def _is(word: str, family: socket.AddressFamily) -> bool:
    try:
        socket.inet_pton(family, word)
    except OSError:
        return False
    return True


def outgoing(family: socket.AddressFamily) -> str:
    """Return the address that connections to the internet come from, or nothing where none leads there."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((_ELSEWHERE[family], 25))
            return str(probe.getsockname()[0])
    except OSError:
        return ""


def _seen(own: Iterable[Source], named: tuple[str, ...], helo: str) -> Iterable[Source]:
    """Yield own addresses; beside one that is private and not the name's, those of the name in its stead."""
    for source in own:
        if not is_private(source.address) or any(same_address(source.address, one) for one in named):
            yield source
            continue
        yield source._replace(translated=True)
        family = [one for one in named if (":" in one) == (":" in source.address)]
        yield from (Source(one, f"the address of {helo}") for one in family)


def _resolvers(asking: Asking) -> tuple[str, ...]:
    lines = (asking.host.files.read("/etc/resolv.conf") or b"").decode(errors="replace").splitlines()
    found = tuple(words[1] for words in map(str.split, lines) if words[:1] == ["nameserver"] and len(words) > 1)
    return found or ("127.0.0.1",)
