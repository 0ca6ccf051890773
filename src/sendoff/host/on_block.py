"""What open incidents call for on this machine: the ledger, the queue and the DNS are asked, and nothing is changed.

Only asked where the document names a provider: whoever has no `sendoff::on_block` pays nothing for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice

from sendoff.change import on_block
from sendoff.change.on_block import Call, Open
from sendoff.change.state import Generation, Machine
from sendoff.config.settings import Settings
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import domains_at, incidents
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.host.paths import LEDGER
from sendoff.postfix.tables import ON_BLOCK
from sendoff.postfix.transports import Route, domains_in
from sendoff.replies.providers import endings, provider

_MICRO = 1_000_000
_QUEUE_SECONDS = 3.0
_DNS_SECONDS = 4.0
_MOST_WAITING = 20_000
_MOST_ASKED = 200
_AT_ONCE = 16


def called_for(source: Ledger, settings: Settings, current: Generation | None, now: int) -> list[Call]:
    """Return what the incidents of a ledger call for at a moment (µs).

    Raises:
        HostError: the ledger cannot be read.
    """
    since = now - on_block.HOLD * _MICRO
    known = (
        Open(one.id, one.provider, one.kind, one.provider_code, one.first, one.last, one.closed, one.relay)
        for one in incidents(source, since=since)
    )
    return on_block.called_for(settings, known, current, now)


def look(host: Host, settings: Settings, machine: Machine, *, ask: bool = False) -> Machine:
    """Return the machine with the ways around blocks that are called for now.

    `ask` has every provider whose detour is on asked whether it takes this server's mail again. Where the ledger cannot
    be read, what is on stays on.
    """
    now = time.time_ns() // 1000
    released = dict(machine.current.released) if machine.current else {}
    try:
        if host.files.status(LEDGER) is None:
            return machine._replace(routes=())
        with ledger(LEDGER) as source:
            calls = called_for(source, settings, machine.current, now)
            if ask:
                calls = [_tried(host, source, call, machine) for call in calls]
                released |= {call.entry.provider: now for call in calls if call.tried}
            routes = tuple(_route(source, call, machine) for call in calls)
    except HostError:
        return machine._replace(routes=tuple(on_block.kept(settings, machine, endings)), released=released)
    routes = _with_waiting(host, routes)
    named = {route.provider for route in routes}
    return machine._replace(routes=routes, released={name: at for name, at in released.items() if name in named})


def _tried(host: Host, source: Ledger, call: Call, machine: Machine) -> Call:
    """Return a call after its provider was asked, if its detour is on and an incident is still open."""
    known = (machine.current.detours if machine.current else {}).get(call.entry.provider, {})
    if call.kind != "detour" or call.tried or call.ended or known.get("kind") != "detour":
        return call
    from sendoff.host.on_block_trial import takes_again

    if all(takes_again(host, source, one) for one in call.incidents):
        return call._replace(tried=True)
    return call


def _route(source: Ledger, call: Call, machine: Machine) -> Route:
    name = call.entry.provider
    # A domain whose mail takes the detour is soon known to the ledger as the detour's: what is on only grows.
    before = domains_in(machine.tables.get(ON_BLOCK, "")).get(name, ())
    domains = {*on_block.CONSUMER.get(name, ()), *domains_at(source, name), *before}
    return on_block.route(call, (domain for domain in domains if _is_plain(domain)), endings(name))


def _is_plain(domain: str) -> bool:
    """Tell whether a text can stand as a domain in a table: the ledger has what strangers wrote."""
    from sendoff.config.values.hosts import is_server_name

    return is_server_name(domain) and domain == domain.lower()


def _with_waiting(host: Host, routes: tuple[Route, ...]) -> tuple[Route, ...]:
    """Add the domains of waiting mail whose MX is one of the providers', as far as they can be asked in time."""
    wanted = {route.provider for route in routes if route.domains}
    if not wanted:
        return routes
    known = {domain for route in routes for domain in route.domains}
    found = _providers(host, [domain for domain in _waiting() if domain not in known and _is_plain(domain)])
    return tuple(
        route._replace(
            domains=tuple(sorted({*route.domains, *(d for d, name in found.items() if name == route.provider)}))
        )
        if route.domains
        else route
        for route in routes
    )


def _waiting() -> list[str]:
    """Return the recipient domains of waiting mail, each once."""
    from sendoff.host.queue_listing import listing

    found: dict[str, None] = {}
    with suppress(HostError):
        for message in islice(listing(seconds=_QUEUE_SECONDS), _MOST_WAITING):
            for recipient in message.recipients:
                found[recipient.address.rpartition("@")[2].lower()] = None
    return list(found)


def _providers(host: Host, domains: list[str]) -> Mapping[str, str]:
    """Return the provider of each domain whose MX could be asked."""
    from sendoff.host.asks import CannotAsk
    from sendoff.host.asks.dns import Names

    names, end = Names(host), time.monotonic() + _DNS_SECONDS

    def of(domain: str) -> Iterator[str]:
        if time.monotonic() < end:
            with suppress(CannotAsk):
                yield from (provider(name) for _, name in names.mail_hosts(domain) or ())

    asked = domains[:_MOST_ASKED]
    if not asked:
        return {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(
            zip(asked, (next(iter(each), "") for each in pool.map(lambda one: list(of(one)), asked)), strict=True)
        )
