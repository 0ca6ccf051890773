"""Who stands in for whom: a receiver for every next hop that one of the two configurations names, and for destinations.

The same stand-ins serve both worlds. What works today is the evidence: a next hop demands a login where the live
configuration has one for it, or where only the new one names the hop.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sendoff.config.values.hosts import NextHop
from sendoff.postfix import master_cf
from sendoff.rehearsal.configuration import ROUTE, Configuration, Route, routes
from sendoff.rehearsal.habit import PLAIN, Habit

DESTINATION = "destination"
"""The role beside those of a route: the mail server of a recipient's own domain."""
_ELSEWHERE = "mx.elsewhere.sendoff.test"
"""The mail server of every domain that no configuration names: of senders, where notices go, and of aliases."""

_POOL = ipaddress.ip_network("198.18.0.0/16")  # RFC 2544: nobody's
_FIRST = 11
_MOST = 50
"""So many next hops of tables are stood in for; more are not sent to, either."""
_LOCALHOST = "localhost"
_SMTP = 25
_IN_THE_CLEAR = (_SMTP, 587)
"""Ports where the conversation begins in the clear (RFC 6409)."""

Login = tuple[str, str]


class StandIn(NamedTuple):
    """A receiver. `hops` are the next hops as configurations write them; `name` is what people read.

    `now` and `then` are the logins that it accepts in the world as it is and in the one as it would be, and `demands`
    tells whether it takes mail only after one.
    """

    name: str
    role: str
    host: str
    address: str
    port: int
    hops: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    implicit_tls: bool = False
    inside: bool = False
    now: tuple[Login, ...] = ()
    then: tuple[Login, ...] = ()
    demands: bool = False
    habit: Habit = PLAIN

    def __repr__(self) -> str:
        """Return the name; logins hold passwords."""
        return f"StandIn({self.name!r}, {self.role!r})"


class Cast(NamedTuple):
    """Every stand-in, and the names by which they are found (zone file lines)."""

    stand_ins: tuple[StandIn, ...]
    zones: tuple[str, ...]


class Casting:
    """Collects stand-ins: each host has one address, each host and port one stand-in."""

    def __init__(self, now: Configuration | None, then: Configuration, own: Iterable[str]) -> None:
        self._now, self._then = now, then
        self._own_names = {each.own_name for each in (now, then) if each} | {then.host_name.lower()}
        self._own = set(own)
        self._named_now = list(routes(now)) if now else []
        self._named = [*self._named_now, *routes(then)]
        self._found: dict[tuple[str, int], StandIn] = {}
        self._addresses: dict[str, str] = {}
        self._zones: dict[str, None] = {}
        self._taken: set[str] = set()
        self._next = _FIRST

    def hops(self, habits: Mapping[str, Habit]) -> None:
        """Add a stand-in for each next hop of both configurations, but for the rest of very long tables."""
        self._taken |= {route.hop.host for route in self._named if route.hop.is_address}
        by_table = list(dict.fromkeys(route.hop.text for route in self._named if route.role == ROUTE))[:_MOST]
        for route in self._named:
            if not self._is_own(route.hop) and (route.role != ROUTE or route.hop.text in by_table):
                self._hop(route, habits.get(route.hop.text, PLAIN))

    def domain(self, domain: str, habit: Habit = PLAIN) -> None:
        """Add the mail server of a domain."""
        host = f"mx.{domain}"
        self.zone(f"{domain}. MX 10 {host}.")
        self._add(StandIn(f"the mail server of {domain}", DESTINATION, host, self._address(host), _SMTP, habit=habit))

    def everything_else(self) -> None:
        """Add one mail server for all other domains."""
        self.zone(f"*. MX 10 {_ELSEWHERE}.")
        self._add(StandIn("other mail servers", DESTINATION, _ELSEWHERE, self._address(_ELSEWHERE), _SMTP))

    def zone(self, *lines: str) -> None:
        """Add records."""
        self._zones.update(dict.fromkeys(lines))

    def cast(self) -> Cast:
        """Return everything."""
        for name in sorted(self._own_names):
            self.zone(f"{name}. A {SERVER}")
        self.zone(f"{_LOCALHOST}. A 127.0.0.1")
        return Cast(tuple(self._found.values()), tuple(self._zones))

    def _hop(self, route: Route, habit: Habit) -> None:
        hop = route.hop
        host = self._mail_host(hop.host) if hop.by_mx else hop.host
        local = host == _LOCALHOST or (hop.is_address and ipaddress.ip_address(hop.host).is_loopback)
        if local and self._serves_itself(hop.port):
            return
        now, then = (self._logins(each, hop, host) for each in (self._now, self._then))
        known = self._found.get((host, hop.port))
        if known is not None:
            hops = tuple(dict.fromkeys((*known.hops, hop.text)))
            merged = known._replace(
                hops=hops, now=_both(known.now, now), then=_both(known.then, then),
                habit=habit if habit != PLAIN else known.habit,
            )  # fmt: skip
            self._found[host, hop.port] = merged._replace(demands=self._demands(merged))
            return
        address = "127.0.0.1" if host == _LOCALHOST else host if hop.is_address else self._address(host)
        name = hop.text if ":" in hop.host else hop.text.replace("[", "").replace("]", "")
        names = (hop.host,) if hop.host != host else ()
        made = StandIn(
            name, route.role, host, address, hop.port, (hop.text,), names, self._begins_with_tls(route),
            local, now, then, habit=habit,
        )  # fmt: skip
        self._add(made._replace(demands=self._demands(made)))

    def _add(self, stand_in: StandIn) -> None:
        self._found[stand_in.host, stand_in.port] = stand_in

    def _demands(self, stand_in: StandIn) -> bool:
        """Tell whether a login is needed: because there is one today, or because it is a hop of the new one alone."""
        if stand_in.habit.login or not stand_in.habit.auth:
            return stand_in.habit.auth
        named_now = any(route.hop.text in stand_in.hops for route in self._named_now)
        return bool(stand_in.now if named_now else stand_in.then)

    def _begins_with_tls(self, route: Route) -> bool:
        """Tell whether a hop takes TLS alone: that the new configuration means to is no evidence at a usual port."""
        meant = route.implicit_tls and (route in self._named_now or route.hop.port not in _IN_THE_CLEAR)
        return route.hop.implicit_tls or meant

    def _logins(self, configuration: Configuration | None, hop: NextHop, host: str) -> tuple[Login, ...]:
        """Return the logins that a configuration has for a hop, under the names by which Postfix looks for them."""
        if configuration is None:
            return ()
        entries = {key.lower(): value for key, value in configuration.entries("smtp_sasl_password_maps")}
        found = (entries.get(key.lower(), "").partition(":") for key in dict.fromkeys((host, hop.text, hop.host)))
        return tuple((user, password) for user, colon, password in found if colon)

    def _mail_host(self, domain: str) -> str:
        """Return the host that is a next hop's MX: one that a table of logins names within it, or a made-up one."""
        keys = {key for each in (self._now, self._then) if each for key, _ in each.entries("smtp_sasl_password_maps")}
        named = {route.hop.host for route in self._named}
        hosts = sorted({key.strip("[]").partition("]")[0].partition(":")[0].lower() for key in keys} - named)
        host = next((each for each in hosts if each.endswith(f".{domain}")), f"mx.{domain}")
        self.zone(f"{domain}. MX 10 {host}.")
        return host

    def _address(self, host: str) -> str:
        while host not in self._addresses:
            address = str(_POOL[self._next])
            self._next += 1
            if address not in self._taken:
                self._addresses[host] = address
                self.zone(f"{host}. A {address}")
                if self._only_ipv6():
                    self.zone(f"{host}. AAAA {address6(address)}")
        return self._addresses[host]

    def _only_ipv6(self) -> bool:
        return any(each and each.value("inet_protocols") == "ipv6" for each in (self._now, self._then))

    def _is_own(self, hop: NextHop) -> bool:
        return hop.host.lower() in self._own_names or hop.host in self._own

    def _serves_itself(self, port: int) -> bool:
        """Tell whether one of the configurations listens at a port itself."""
        texts = [each.master_cf for each in (self._now, self._then) if each]
        served = {s.name.rpartition(":")[2] for text in texts for s in master_cf.services(text) if s.type == "inet"}
        return str(port) in served | {{"smtp": "25", "submission": "587", "smtps": "465"}.get(name) for name in served}


SERVER = "10.77.0.1"
"""The server's address in a world."""


def address6(address: str) -> str:
    """Return the IPv6 address that goes with a made-up one."""
    return str(ipaddress.IPv6Address("2001:db8:198::") + int(ipaddress.IPv4Address(address)) % 65536)


def _both(one: tuple[Login, ...], other: tuple[Login, ...]) -> tuple[Login, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def by_place(stand_ins: Iterable[StandIn]) -> Iterator[tuple[str, StandIn]]:
    """Yield each with the name that its receiver has in a world."""
    for number, stand_in in enumerate(stand_ins):
        yield f"stand-in-{number}", stand_in
