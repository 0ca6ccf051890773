"""SPF's verdicts for every address that mail comes from, by MAIL FROM and HELO."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import cast

from sendoff.config.settings import defaults
from sendoff.config.values.hosts import NextHop, ip_address
from sendoff.host.doctor import Asking, CannotAsk
from sendoff.reputation.facts import Domain, Server, SpfVerdict
from sendoff.reputation.spf.verdict import HELO, MAILFROM, UNKNOWN, Check

_HOP = r"(?:\[(?P<bracketed>[^\]]+)\]|(?P<domain>[^:]+))(?::(?P<port>\w+))?"


async def gather(asking: Asking) -> tuple[SpfVerdict, ...]:
    """Return the verdicts; the look-ups of each are those of the most expensive sender, who passes nowhere."""
    from sendoff.host.dns import Dns
    from sendoff.host.spf import Question, cost, verdicts

    dns = cast(Dns, asking.dns)
    server: Server = await asking.fact("server")
    domains: tuple[Domain, ...] = await asking.fact("domains")
    addresses = await _addresses(asking, server)
    if not addresses:
        raise CannotAsk("no address is known that receivers see; name it: `--address`")
    questions = [Question(address, one.name, MAILFROM, helo=server.helo) for one in domains for address in addresses]
    if not server.smarthost:
        questions += [Question(address, server.helo, HELO, helo=server.helo) for address in addresses]
    names = list(dict.fromkeys(question.domain for question in questions))
    found, costs = await asyncio.gather(
        verdicts(dns, questions), asyncio.gather(*(cost(dns, name, None) for name in names))
    )
    most = dict(zip(names, costs, strict=True))
    return tuple(_verdict(one, most[one.domain]) for one in found)


def _verdict(one: Check, most: tuple[int, int]) -> SpfVerdict:
    unknown = one.unknown_because or "DNS could not be asked" if one.result == UNKNOWN else ""
    # What finds nothing depends on the sender: an IPv6 one finds nothing at every name that has IPv4 only.
    lookups, voids = max(one.lookups, most[0]), max(one.void_lookups, one.void_repeated)
    result = f"{one.result} ({one.why})" if one.why and one.result == "permerror" else one.result
    return SpfVerdict(one.identity, one.domain, one.address, result, one.term, lookups, voids, unknown)


async def _addresses(asking: Asking, server: Server) -> Iterable[str]:
    if not server.smarthost:
        return [source.address for source in server.sources if not source.translated]
    from sendoff.host.dns import Dns
    from sendoff.host.spf_servers import Wanted, servers

    hop = _hop(server.smarthost)
    wanted = Wanted(server.smarthost, defaults()._replace(relayhost=hop))
    found = await servers(cast(Dns, asking.dns), asking.host, [wanted])
    unknown = next((one.unknown for one in found if one.unknown), "")
    addresses = [address for one in found for address in one.addresses]
    if not addresses:
        raise CannotAsk(f"the smarthost {server.smarthost}: {unknown or 'it has no address in DNS'}")
    return addresses


def _hop(text: str) -> NextHop:
    found = re.fullmatch(_HOP, text)
    if not found:
        raise CannotAsk(f"{text} is not a next hop")
    host = found["bracketed"] or found["domain"]
    return NextHop(text, host, 25, by_mx=not found["bracketed"], is_address=ip_address(host) is not None)
