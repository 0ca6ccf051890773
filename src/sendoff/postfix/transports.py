"""transport_maps, shared with the administrator: his tables first, then sendoff's ways around a block (transport(5)).

Postfix asks the tables in order, and the first that has the recipient or its domain decides, so routes of his own stay
his. sendoff's table names single domains, never their subdomains, which may have other MX hosts.

A slowed provider gets a service of its own in master.cf: limits of a service hold for that service alone, so that no
other destination waits. The services are there as long as the key names them; only the table puts mail into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.config.values.hosts import NextHop
from sendoff.postfix import main_cf
from sendoff.postfix.master_cf import RELAY, SLOW
from sendoff.postfix.tables import ON_BLOCK, ON_BLOCK_REPLIES, Table

MAPS = "transport_maps"
SHARED = (MAPS,)
"""Postfix's parameter in which the administrator's tables go on working."""
FILTER = "smtp_delivery_status_filter"
"""Postfix's parameter that sendoff sets only where the administrator has none of his own."""
NAMES = (MAPS, FILTER)
_FILTERS = (FILTER, "default_delivery_status_filter")

_OURS = rf"[,\s]*\w+:/etc/postfix/sendoff/\d+/{ON_BLOCK}(?=[,\s]|$)"
_NAMED = r"[A-Za-z0-9_-]{3,}"
_NUMBERED = r"5\.\d\.\d{2,3}"
"""A mark that is an enhanced status code of the provider's own: general ones, such as 5.7.1, tell nothing."""


class Route(NamedTuple):
    """What is on for a provider: its domains, and the next hop of their mail (None: it is slowed).

    `marks` are the provider's own codes of its block (S3140), `hosts` the endings of its MX hosts' names. `incident` is
    its number in the ledger, which began at `since` (UTC, ISO 8601); `ended` is when the provider took mail again.
    Without domains only the words of the block are looked at: the provider is being tried again.
    """

    provider: str
    next_hop: NextHop | None
    domains: tuple[str, ...]
    marks: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    incident: int = 0
    since: str = ""
    ended: str = ""

    @property
    def kind(self) -> str:
        """Return `detour` or `slow`."""
        return "detour" if self.next_hop else "slow"


class Pace(NamedTuple):
    """How a throttling provider is sent to: seconds between two mails, one connection at a time. `source`: why."""

    pause: int
    source: str


_PACES = {
    "microsoft": Pace(2, "451 4.7.652 asks for fewer connections; staff on mailop: whoever ignores 4xx gets S3150"),
    "google": Pace(10, "421 4.7.28, support.google.com/mail/answer/81126: restart with one connection"),
    "yahoo": Pace(5, "421 TSS04, senders.yahooinc.com/smtp-error-codes: retry later and slower"),
    "apple": Pace(5, "421 HCM1: excessive volume; support.apple.com/102322"),
    "gmx": Pace(2, "421 rate limit, postmaster.gmx.net"),
    "t-online": Pace(2, "421 too many connections, postmaster.t-online.de"),
    "orange": Pace(2, "421 OFR005_104 connections, postmaster.orange.fr"),
}
_OTHERS = Pace(2, "no figures are published")


def pace(provider: str) -> Pace:
    """Return how a provider is slowed."""
    return _PACES.get(provider, _OTHERS)


def service(provider: str) -> str:
    """Return the name of the service that slows a provider's mail."""
    return f"{SLOW}{provider.replace('.', '-')}"


def services(settings: Settings) -> tuple[str, ...]:
    """Return the services of all providers that may be slowed."""
    return tuple(service(entry.provider) for entry in settings.on_block if entry.slow)


def limits(settings: Settings) -> dict[str, str]:
    """Return the limits of those services; they change nothing as long as no mail takes that way.

    After one failed connection, all mail of that domain pauses until Postfix's next try (minimal_backoff_time).
    """
    found = {}
    for entry in settings.on_block:
        if entry.slow:
            name = service(entry.provider)
            found[f"{name}_destination_concurrency_limit"] = "1"
            found[f"{name}_initial_destination_concurrency"] = "1"
            found[f"{name}_destination_concurrency_failed_cohort_limit"] = "1"
            found[f"{name}_transport_rate_delay"] = f"{pace(entry.provider).pause}s"
    return found


def tables(routes: Sequence[Route], kind: str, text: str) -> tuple[Table, ...]:
    """Return the tables of what is on, of an indexed type `kind`; `text` is main.cf as it is."""
    found = []
    ways: dict[str, Route] = {}
    for route in routes:
        ways |= {domain: route for domain in sorted(route.domains) if domain not in ways}
    lines = [_section(route, [domain for domain, one in ways.items() if one is route]) for route in routes]
    if any(lines):
        found.append(Table(ON_BLOCK, kind, "".join(lines)))
    patterns = [line for route in routes if route.next_hop for line in _patterns(route, route.next_hop)]
    if patterns and not has_filter(text):
        found.append(Table(ON_BLOCK_REPLIES, "regexp", "".join(dict.fromkeys(patterns))))
    return tuple(found)


def _section(route: Route, domains: Sequence[str]) -> str:
    return "".join((f"# {route.provider}\n", *(f"{domain} {way(route)}\n" for domain in domains))) if domains else ""


def way(route: Route) -> str:
    """Return the transport and next hop that a route stands for, as the table has it."""
    hop = route.next_hop
    if hop is None:
        return f"{service(route.provider)}:"
    return f"{RELAY if hop.implicit_tls else 'smtp'}:{hop.text}"


def _kept(route: Route) -> list[str]:
    return [mark for mark in route.marks if re.fullmatch(f"{_NAMED}|{_NUMBERED}", mark)] if route.hosts else []


def keeps(route: Route) -> bool:
    """Tell whether a refusal of the provider can be told by its code, so that the mail waits for the detour."""
    return bool(_kept(route))


def _patterns(route: Route, hop: NextHop) -> Iterator[str]:
    """Yield the lines that turn a refusal from for good into for now, so that the mail waits.

    A detour whose name is gone from the DNS would have all its mail returned: Postfix forgives that of relayhost alone.
    Of the provider's own words, what the receiver may echo (addresses) stands behind `said:`; what stands before it is
    Postfix's own, and the mark must stand in brackets, as the provider writes it, or be the status code.
    """
    gone = hop.host.replace(".", r"\.")
    if not hop.is_address:
        yield rf"/^5(\.4\.4 Host or domain name not found\. Name service error for name={gone} .*)$/ 4$1" + "\n"
    if not keeps(route):
        return
    hosts = "|".join(host.replace(".", r"\.") for host in route.hosts)
    named = "|".join(mark for mark in _kept(route) if "." not in mark)
    codes = "|".join(mark.replace(".", r"\.") for mark in _kept(route) if "." in mark)
    said = [rf".*(\(|\[)({named})(\)|\]).*"] if named else []
    said += [rf"[0-9][0-9][ -]({codes})[ -].*"] if codes else []
    host = rf"host ([^ ]+\.)?({hosts})\[[^ ]+\]"
    for words in said:
        yield rf"/^5(\.[0-9]+\.[0-9]+ {host} (said|refused to talk to me): 5{words})$/ 4$1" + "\n"


def has_filter(text: str) -> bool:
    """Tell whether the administrator has a filter of delivery status of his own."""
    theirs = main_cf.values(main_cf.split(text)[0])
    return any(theirs.get(name) and f"/{ON_BLOCK_REPLIES}" not in theirs[name] for name in _FILTERS)


def parameters(text: str, references: Mapping[str, str]) -> dict[str, str]:
    """Return what main.cf must set beside `text` so that these tables are asked; `references` by table name."""
    found = {}
    if ON_BLOCK in references:
        found[MAPS] = ", ".join(filter(None, (own(text).get(MAPS, ""), references[ON_BLOCK])))
    if ON_BLOCK_REPLIES in references:
        found[FILTER] = references[ON_BLOCK_REPLIES]
    return found


def own(text: str) -> dict[str, str]:
    """Return the administrator's value of `SHARED`, as it is without sendoff; only if it says something."""
    theirs, block = map(main_cf.values, main_cf.split(text))
    present = {**block, **theirs}
    value = re.sub(_OURS, "", present.get(MAPS, "")).strip(", \t")
    return {MAPS: value} if value else {}


def given_back(text: str) -> str:
    """Return `text` with the administrator's value where sendoff's table had been added; sendoff's block may go."""
    if f"/{ON_BLOCK}" not in text:
        return text
    outside = main_cf.split(text)[0]
    ours = {name for name, value in main_cf.values(outside).items() if name == MAPS and re.search(_OURS, value)}
    rest = main_cf.without(outside, ours)
    present = main_cf.values(rest)
    lines = [f"{name} = {value}" for name, value in own(text).items() if name not in present]
    if not lines:
        return rest
    return "\n".join([rest.removesuffix("\n"), *lines]).lstrip("\n") + "\n"


def domains_in(text: str) -> dict[str, tuple[str, ...]]:
    """Return the domains that a table's text has, by provider."""
    found: dict[str, tuple[str, ...]] = {}
    provider = ""
    for line in text.splitlines():
        first, _, rest = line.partition(" ")
        if first == "#":
            provider = rest
        else:
            found[provider] = (*found.get(provider, ()), first)
    return found
