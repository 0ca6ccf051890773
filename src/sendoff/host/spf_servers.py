"""Finding the servers that send: from their documents, their names, and what this machine knows of itself."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.config.values.hosts import NextHop, ip_address, is_server_name
from sendoff.host import Host
from sendoff.host.dns import Dns
from sendoff.host.errors import HostError
from sendoff.host.texts import live_parameters
from sendoff.reputation.dns import FOUND, UNKNOWN
from sendoff.reputation.spf.servers import ITSELF, SMARTHOST, Server, Sources, address_term, sending

_OUTSIDE = ((socket.AF_INET, "198.51.100.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses behind the default route. Nothing is sent to them."""
_SMARTHOST_NOTE = "a smarthost may send from other addresses; if its operator publishes an include, use that"


class Wanted(NamedTuple):
    """A server as it was asked for: by its settings or by its name or address. `own`: it is this machine."""

    label: str
    settings: Settings | None = None
    own: bool = False


async def servers(dns: Dns, host: Host, wanted: Sequence[Wanted]) -> list[Server]:
    """Return the senders of all servers that were asked for, each once.

    Raises:
        HostError: a document does not tell the server's name.
    """
    found = await asyncio.gather(*(_senders(dns, host, one) for one in wanted))
    return list({(server.name, server.terms): server for group in found for server in group}.values())


async def _senders(dns: Dns, host: Host, wanted: Wanted) -> list[Server]:
    if wanted.settings is None:
        return [await _named(dns, wanted.label)]
    hops = [hop for hop in wanted.settings.next_hops() if not _loops_back(hop)]
    through = await asyncio.gather(*(_smarthost(dns, wanted.label, hop) for hop in hops))
    relayhost = wanted.settings.relayhost
    if relayhost and not _loops_back(relayhost):
        return list(through)
    return [await _itself(dns, host, wanted, wanted.settings), *through]


def _loops_back(hop: NextHop) -> bool:
    return hop.host == "localhost" or hop.host.startswith("127.") or hop.host == "::1"


async def _named(dns: Dns, label: str) -> Server:
    address = ip_address(label)
    if address:
        return Server(label, label, ITSELF, (address_term(address),), (address,))
    name = label.rstrip(".").lower()
    addresses, unknown = await _addresses(dns, name)
    return Server(label, name, ITSELF, (f"a:{name}",), addresses, name, _nowhere(name, addresses, unknown), unknown)


async def _itself(dns: Dns, host: Host, wanted: Wanted, settings: Settings) -> Server:
    name = settings.server_name or (_own_name(host) if wanted.own else "")
    if not name:
        raise HostError(
            f"{wanted.label} does not tell the server's name", "Set sendoff::server_name in it, or give --server NAME."
        )
    named, unknown = await _addresses(dns, name)
    addresses, notes = sending(name, named, _sources(host, settings) if wanted.own else None)
    extra = tuple(address_term(address) for address in addresses if address not in named)
    notes = (*notes, *_nowhere(name, named, unknown))
    return Server(wanted.label, name, ITSELF, (f"a:{name}", *extra), addresses, name, notes, unknown)


async def _smarthost(dns: Dns, label: str, hop: NextHop) -> Server:
    if hop.is_address:
        return Server(label, hop.host, SMARTHOST, (address_term(hop.host),), (hop.host,), "", (_SMARTHOST_NOTE,))
    mail = await dns.ask(hop.host, "MX") if hop.by_mx else None
    hosts = [value.partition(" ")[2] for value in mail.values] if mail and mail.outcome == FOUND else [hop.host]
    found = await asyncio.gather(*(_addresses(dns, host) for host in hosts))
    addresses = tuple(dict.fromkeys(address for each, _ in found for address in each))
    unknown = next((why for _, why in found if why), f"MX: {mail.why}" if mail and mail.outcome == UNKNOWN else "")
    term = f"mx:{hop.host}" if mail and mail.outcome == FOUND else f"a:{hop.host}"
    notes = (_SMARTHOST_NOTE, *_nowhere(hop.host, addresses, unknown))
    return Server(label, hop.host, SMARTHOST, (term,), addresses, "", notes, unknown)


def _nowhere(name: str, addresses: Sequence[str], unknown: str) -> tuple[str, ...]:
    return (
        () if addresses or unknown else (f"{name} has no address in DNS: it cannot pass, and its term costs a lookup",)
    )


async def _addresses(dns: Dns, name: str) -> tuple[tuple[str, ...], str]:
    found = await asyncio.gather(dns.ask(name, "A"), dns.ask(name, "AAAA"))
    unknown = next((f"{one.kind} of {one.name}: {one.why}" for one in found if one.outcome == UNKNOWN), "")
    return tuple(value for one in found for value in one.values), unknown


def _own_name(host: Host) -> str:
    """Return the name that Postfix says HELO with, as far as main.cf and the kernel tell it."""
    try:
        live = live_parameters(host)
    except HostError:
        live = {}
    names = (live.get("smtp_helo_name", ""), live.get("myhostname", ""), os.uname().nodename)
    return next((name.lower() for name in names if is_server_name(name)), "")


def _sources(host: Host, settings: Settings) -> Sources:
    try:
        live = live_parameters(host)
    except HostError:
        live = {}
    set_to = (live.get("smtp_bind_address", ""), live.get("smtp_bind_address6", ""))
    bound = [address for text in set_to if (address := ip_address(text.strip("[]")))]
    return Sources(_preferred(), (*_listened(settings.interfaces), *bound))


def _listened(interfaces: Sequence[str]) -> list[str]:
    """Return the addresses that Postfix also sends from because it listens only there (see source-address-follows)."""
    found = [address for text in interfaces if (address := ip_address(text.strip("[]")))]
    kinds = [[address for address in found if (":" in address) == six] for six in (False, True)]
    alone = [kind[0] for kind in kinds if len(kind) == 1]
    return [address for address in alone if not address.startswith("127.") and address != "::1"]


def _preferred() -> tuple[str, ...]:
    """Return the addresses that the kernel would send from; connecting a datagram socket sends nothing."""
    found = []
    for family, outside in _OUTSIDE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((outside, 25))
                found.append(str(asked.getsockname()[0]))
        except OSError:
            continue
    return tuple(found)
