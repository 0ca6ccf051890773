"""A configuration of Postfix as far as a rehearsal must understand it: its values, and where its routes lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sendoff.config.values.hosts import NextHop
from sendoff.postfix import main_cf, master_cf
from sendoff.postfix.expansion import Unexpandable, expand
from sendoff.postfix.reading import parsed

SMARTHOST, FALLBACK, ROUTE = "smarthost", "fallback", "route"
"""Why a next hop is one: it takes all, it takes what cannot be reached, or it is by a table of the administrator's."""

_ROUTING_TABLES = ("transport_maps", "sender_dependent_default_transport_maps")
_TALKING = ("smtp", "lmtp")
_HOPS = {"relayhost": SMARTHOST, "smtp_fallback_relay": FALLBACK}


class Configuration(NamedTuple):
    """The two files and what goes with them.

    `tables` has the entries of the tables that route and log in, by `type:path` as main.cf names them; passwords among
    them. `networks` is Postfix's own mynetworks where main.cf sets none; `defaults` what is known of its defaults.
    """

    main_cf: str
    master_cf: str
    host_name: str
    tables: Mapping[str, Mapping[str, str]]
    networks: str = ""
    defaults: Mapping[str, str] = {}

    def __repr__(self) -> str:
        """Return the host's name; tables hold passwords."""
        return f"Configuration({self.host_name!r})"

    def value(self, name: str, default: str = "") -> str:
        """Return a parameter, expanded; one that cannot be expanded here counts as its default."""
        names = self.names()
        try:
            return expand(names.get(name, default), names)
        except Unexpandable:
            return default

    def names(self) -> dict[str, str]:
        """Return the values that others may refer to."""
        found = {"queue_directory": "/var/spool/postfix", "data_directory": "/var/lib/postfix"}
        found |= {**self.defaults, "myhostname": self.host_name, **main_cf.values(self.main_cf)}
        found.setdefault("mydomain", found["myhostname"].partition(".")[2] or "localdomain")
        if self.networks:
            found.setdefault("mynetworks", self.networks)
        return found

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the entries of a parameter that is a list."""
        return self.value(name, default).replace(",", " ").split()

    def entries(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield what the tables of a parameter hold."""
        for reference in references(self.value(name)):
            yield from self.tables.get(reference, {}).items()

    @property
    def own_name(self) -> str:
        """The name it greets with."""
        return self.value("myhostname", self.host_name).lower()


class Route(NamedTuple):
    """A next hop that a configuration names: why, and for which destination (empty: for all).

    `implicit_tls`: it starts with TLS.
    """

    hop: NextHop
    role: str
    domain: str = ""
    implicit_tls: bool = False


def references(value: str) -> list[str]:
    """Return the tables (`type:path`) that a value names; an inline table is one, with all that is in it."""
    found, depth, start = [], 0, 0
    for place, character in enumerate(f"{value} "):
        depth += (character == "{") - (character == "}")
        if depth == 0 and character in " ,\t\n":
            if place > start:
                found.append(value[start:place])
            start = place + 1
    return [each for each in found if ":" in each]


def routes(configuration: Configuration) -> Iterator[Route]:
    """Yield every next hop that can be read."""
    for parameter, role in _HOPS.items():
        wrapped = _wrapped(configuration, configuration.value("default_transport", "smtp").partition(":")[0])
        for text in configuration.words(parameter):
            yield from _route(text, role, implicit_tls=wrapped)
    for parameter in ("default_transport", "relay_transport"):
        yield from _transport(configuration, configuration.value(parameter), "", SMARTHOST)
    for name in _ROUTING_TABLES:
        for key, value in configuration.entries(name):
            yield from _transport(configuration, value, key, ROUTE)
    for key, value in configuration.entries("sender_dependent_relayhost_maps"):
        yield from _route(value, ROUTE, key)
    for service in master_cf.services(configuration.master_cf):
        options = service.options()
        for parameter, role in _HOPS.items():
            yield from _route(options.get(parameter, ""), role, implicit_tls=_is_wrapped(configuration, options))


def next_hop(text: str) -> NextHop | None:
    """Return a next hop as Postfix writes it, None for what is none."""
    found, problem = parsed("postfix::relayhost", text)
    return found if isinstance(found, NextHop) and not problem else None


def _transport(configuration: Configuration, value: str, domain: str, role: str) -> Iterator[Route]:
    transport, _, text = value.partition(":")
    service = master_cf.find(configuration.master_cf, transport or "smtp", "unix")
    if service is not None and service.program in _TALKING:
        yield from _route(text, role, domain, implicit_tls=_is_wrapped(configuration, service.options()))


def _route(text: str, role: str, domain: str = "", *, implicit_tls: bool = False) -> Iterator[Route]:
    hop = next_hop(text) if text else None
    if hop is not None:
        yield Route(hop, role, domain, implicit_tls)


def _wrapped(configuration: Configuration, transport: str) -> bool:
    service = master_cf.find(configuration.master_cf, transport, "unix")
    return _is_wrapped(configuration, service.options() if service else {})


def _is_wrapped(configuration: Configuration, options: Mapping[str, str]) -> bool:
    said = options.get("smtp_tls_wrappermode", configuration.value("smtp_tls_wrappermode", "no"))
    try:
        return expand(said, configuration.names()) == "yes"
    except Unexpandable:
        return False
