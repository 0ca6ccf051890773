"""What is sent through both worlds: what a server sends, each mail with a mark by which it is found again."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple

from sendoff.config.settings import Settings
from sendoff.rehearsal.configuration import ROUTE, Configuration, routes

DIRECT, UNREACHABLE, NOWHERE, REFUSING, LATER = (
    f"{name}.sendoff.test" for name in ("direct", "unreachable", "nowhere", "refusing", "later")
)
"""Destinations that nobody has (RFC 6761): reachable, not reachable, not existing, refusing for good and for now."""

ROOT, USER, APPLICATION, TRUSTED, STRANGER = "root", "user", "application", "trusted", "stranger"
"""Who submits: by sendmail(1) as root or another user, by SMTP from loopback, a trusted network, or elsewhere."""

TO_DIRECT, TO_UNREACHABLE, TO_NOWHERE, TO_REFUSING, TO_LATER = "direct", "unreachable", "nowhere", "refusing", "later"
TO_LOCAL, TO_UNKNOWN, TO_DOMAIN = "local", "unknown-local", "domain"

REAL_BYTES = 1_000_000
"""A message up to this size is really sent to try a limit; of a larger one only MAIL FROM with its SIZE is."""
_MARGIN = 2000
"""How far from a limit a message is (bytes): Postfix adds header fields of its own before it counts."""
_MOST_NETWORKS, _MOST_ROUTES, _MOST_DOMAINS = 4, 6, 3
_STRANGERS = ("203.0.113.77", "198.51.100.77", "192.0.2.77")
_USER = "someone"
_LOOPBACK = "127.0.0.1"


class Mail(NamedTuple):
    """One message. `source` and `door` are the addresses of the SMTP client and server; `network` is the trusted one.

    `sender`: the envelope sender that is given, None for none (sendmail then takes the user's own). `size` in bytes,
    0 for a small one; `declared`: only announced. `under`: whether it is within the limit that it tries.
    """

    id: str
    who: str
    where: str
    recipient: str
    sender: str | None = None
    header_from: str = ""
    what: str = ""
    source: str = ""
    door: str = ""
    network: str = ""
    size: int = 0
    declared: bool = False
    under: bool = False
    utf8: bool = False
    domain: str = ""

    @property
    def by_sendmail(self) -> bool:
        """Tell whether it is handed in by sendmail(1)."""
        return self.who in (ROOT, USER)


class Surroundings(NamedTuple):
    """What the mails depend on besides the configurations: the addresses at which the server listens in a world.

    `own` are those that it has on the machine; `ipv6` tells whether it has that family at all.
    """

    now: Configuration | None
    then: Configuration
    settings: Settings
    door: str
    door6: str
    own: tuple[str, ...] = ()
    ipv6: bool = True


def mails(around: Surroundings) -> tuple[Mail, ...]:
    """Return every mail; their ids are the same from run to run."""
    found = [*_from_the_server(around), *_from_networks(around), *_sizes(around), *_domains(around), *_routes(around)]
    address = f"{_USER}@{sending_domains(around)[0]}"
    return tuple(mail._replace(header_from=mail.header_from or address) for mail in found)


def sending_domains(around: Surroundings) -> list[str]:
    """Return the domains that mail of applications is from, the most usual first."""
    named = list(around.settings.domains[:_MOST_DOMAINS])
    if around.settings.envelope_from:
        named.append(str(around.settings.envelope_from).rpartition("@")[2])
    return list(dict.fromkeys((*named, around.then.own_name)))


def application(around: Surroundings, domain: str) -> str:
    """Return the address that an application sends from: of the server's own name, one that exists."""
    local = {*local_domains(around.now), *local_domains(around.then), around.then.own_name}
    return f"root@{domain}" if domain in local else f"app@{domain}"


def _from_the_server(around: Surroundings) -> Iterator[Mail]:
    domain, *others = sending_domains(around)
    app, away = application(around, domain), f"{_USER}@{DIRECT}"
    yield Mail("root-direct", ROOT, TO_DIRECT, away)
    yield Mail("user-direct", USER, TO_DIRECT, away)
    yield Mail("user-f-direct", USER, TO_DIRECT, away, app, what="with -f")
    yield _by_application("app-direct", TO_DIRECT, away, app)
    if around.ipv6 and around.then.value("inet_protocols", "all") != "ipv4":
        yield _by_application("app6-direct", TO_DIRECT, away, app, "by IPv6")._replace(source="::1", door="::1")
    yield _by_application("null-direct", TO_DIRECT, away, "", "with the null sender")
    for other in others:
        sender = application(around, other)
        yield _by_application(f"app-as-{other}", TO_DIRECT, away, sender, f"as {other}")._replace(header_from=sender)
    unusual = f"käufer@{domain}"
    yield _by_application("utf8-direct", TO_DIRECT, away, unusual, "from an address outside ASCII")._replace(utf8=True)
    written = f"Käufer <{_USER}@{domain}>"
    yield _by_application("utf8-header", TO_DIRECT, away, app, "with a header outside ASCII")._replace(
        header_from=written
    )
    for where, at in ((TO_UNREACHABLE, UNREACHABLE), (TO_NOWHERE, NOWHERE), (TO_REFUSING, REFUSING), (TO_LATER, LATER)):
        yield Mail(f"root-{where}", ROOT, where, f"{_USER}@{at}")
        yield _by_application(f"app-{where}", where, f"{_USER}@{at}", app)
    own = around.then.own_name
    yield Mail("root-local", ROOT, TO_LOCAL, "root", what="root")
    yield _by_application("app-local", TO_LOCAL, f"postmaster@{own}", app, "postmaster")
    yield _by_application("app-unknown-local", TO_UNKNOWN, f"sendoff-nobody@{own}", app)


def _by_application(name: str, where: str, recipient: str, sender: str, what: str = "") -> Mail:
    """Return a mail by SMTP from the server itself."""
    return Mail(name, APPLICATION, where, recipient, sender, what=what, source=_LOOPBACK, door=_LOOPBACK)


def _from_networks(around: Surroundings) -> Iterator[Mail]:
    app, away = application(around, sending_domains(around)[0]), f"{_USER}@{DIRECT}"
    for network, client in clients(around):
        if ":" in client and not around.ipv6:
            continue
        door = around.door6 if ":" in client else around.door
        name = f"trusted-{network}"
        yield Mail(name, TRUSTED, TO_DIRECT, away, app, source=client, door=door, network=network)
    stranger = stranger_for(around)
    if stranger:
        theirs, postmaster = f"{_USER}@{DIRECT}", f"postmaster@{around.then.own_name}"
        asked = Mail("stranger-direct", STRANGER, TO_DIRECT, away, theirs, source=stranger, door=around.door)
        yield asked
        yield asked._replace(id="stranger-local", where=TO_LOCAL, recipient=postmaster, what="postmaster")


def trusted(configuration: Configuration | None) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return the networks that a configuration trusts, as far as they are not in tables, loopback left out."""
    found = []
    for word in configuration.words("mynetworks") if configuration else ():
        try:
            network = ipaddress.ip_network(word.replace("[", "").replace("]", ""), strict=False)
        except ValueError:
            continue
        mapped = getattr(network.network_address, "ipv4_mapped", None)
        if not (network.is_loopback or network.is_link_local or mapped):
            found.append(network)
    return found


def clients(around: Surroundings) -> list[tuple[str, str]]:
    """Return a client's address in each trusted network, those first that only one of the configurations trusts."""
    now, then = trusted(around.now), trusted(around.then)
    every = list(dict.fromkeys((*then, *now)))
    every.sort(key=lambda network: network in now and network in then)
    found = []
    for network in every[:_MOST_NETWORKS]:
        own = {ipaddress.ip_address(address) for address in around.own}
        hosts = (network[place] for place in (*range(1, 10), 0) if place < network.num_addresses)
        client = next((host for host in hosts if host not in own), None)
        if client is not None:
            found.append((str(network), str(client)))
    return found


def stranger_for(around: Surroundings) -> str:
    """Return an address that neither configuration trusts, empty where everybody is trusted."""
    networks = [*trusted(around.now), *trusted(around.then)]
    strangers = map(ipaddress.ip_address, _STRANGERS)
    return next((str(each) for each in strangers if not any(each in network for network in networks)), "")


def limits(around: Surroundings) -> list[int]:
    """Return the size limits (bytes) of both configurations, ascending; none of 0, which is no limit."""
    found = [each.value("message_size_limit") for each in (around.now, around.then) if each]
    return sorted({int(text) for text in found if text.isascii() and text.isdigit()} - {0})


def _sizes(around: Surroundings) -> Iterator[Mail]:
    app, away = application(around, sending_domains(around)[0]), f"{_USER}@{DIRECT}"
    for limit in limits(around):
        for under in (True, False):
            size = limit - min(_MARGIN, limit // 2) if under else limit + 1
            name = f"{'under' if under else 'over'}-{limit}"
            mail = _by_application(name, TO_DIRECT, away, app, f"of {size} bytes")
            yield mail._replace(size=size, declared=size > REAL_BYTES, under=under)


def local_domains(configuration: Configuration | None) -> list[str]:
    """Return the domains whose mail stays on the server, as far as they are not in tables."""
    if configuration is None:
        return []
    found = configuration.words("mydestination", "$myhostname, localhost.$mydomain, localhost")
    return [name.lower() for name in found if "/" not in name and ":" not in name]


def _domains(around: Surroundings) -> Iterator[Mail]:
    """Yield mail to each domain that becomes local or ceases to be."""
    now, then = local_domains(around.now), local_domains(around.then)
    for domain in list(dict.fromkeys(name for name in (*now, *then) if (name in now) != (name in then)))[:_MOST_ROUTES]:
        yield Mail(f"to-{domain}", ROOT, TO_DOMAIN, f"root@{domain}", domain=domain)


def _routes(around: Surroundings) -> Iterator[Mail]:
    """Yield mail to each destination that has a route of its own in a table."""
    both = [each for each in (around.now, around.then) if each]
    named = [route.domain for each in both for route in routes(each) if route.role == ROUTE]
    local = {*local_domains(around.now), *local_domains(around.then)}
    plain = [name.lstrip(".").lower() for name in named if "@" not in name and "." in name.strip(".")]
    app = application(around, sending_domains(around)[0])
    for domain in [name for name in dict.fromkeys(plain) if name not in local][:_MOST_ROUTES]:
        mail = _by_application(f"routed-{domain}", TO_DOMAIN, f"{_USER}@{domain}", app)
        yield mail._replace(domain=domain)
