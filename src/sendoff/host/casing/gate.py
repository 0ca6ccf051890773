"""The gate's facts: the doctor's, of this server and the domains whose mail is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sendoff.host import Host
from sendoff.host.dns import Dns
from sendoff.host.doctor import Asking, Order, gather
from sendoff.reputation.cases.course import Course
from sendoff.reputation.cases.gate import needs
from sendoff.reputation.facts import Facts, Unknown


def facts(host: Host, resolver: Dns, order: Order, course: Course, say: Callable[[str], None]) -> Facts:
    """Return the facts that a course's gate needs, before the order's deadline. No mail is sent."""

    async def ask() -> Facts:
        return await gather(Asking(host, resolver, order), needs(course), say)

    return asyncio.run(ask())


def helo(found: Facts) -> str:
    """Return the name that the server greets with; empty where it is not known."""
    server = found.found.get("server")
    return "" if server is None or isinstance(server, Unknown) else found.server.helo


def seen(found: Facts) -> tuple[str, ...]:
    """Return the addresses that receivers see; none behind a smarthost, and none that is not known."""
    server = found.found.get("server")
    if server is None or isinstance(server, Unknown) or found.server.smarthost:
        return ()
    return tuple(source.address for source in found.server.sources if not source.translated)


def domains(found: Facts) -> tuple[str, ...]:
    """Return the sending domains that the doctor found out by itself."""
    known = found.found.get("domains")
    return () if known is None or isinstance(known, Unknown) else tuple(one.name for one in known)
