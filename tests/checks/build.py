"""Findings of one check from made-up zones: the real gathering and judging, with a DNS that is a table."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sendoff.config.settings import Settings, defaults
from sendoff.config.values.domains import Signing
from sendoff.host import real
from sendoff.host.doctor import Asking, Order, gather
from sendoff.reputation.check import Finding
from sendoff.reputation.checks import judge, needs
from sendoff.reputation.dns import FOUND, NO_DATA, NO_SUCH_NAME, UNKNOWN, Answer
from sendoff.reputation.facts import Pair, Relay, Sent, Server, Source

IPV4, IPV6 = "203.0.113.25", "2001:db8:1::25"
REVERSE4 = "25.113.0.203.in-addr.arpa"
REVERSE6 = "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
PARAMETERS = {"smtp_tls_security_level": "may", "mynetworks": "127.0.0.0/8 [::1]/128"}
SERVER = Server("mail.example.net", (Source(IPV4, "the outgoing interface"),), parameters=PARAMETERS)


class Table:
    """Answers from lines such as `example.org. MX 10 mx.example.org.`; what stands below `failing` names is unknown."""

    def __init__(self, lines: str, failing: Sequence[str] = (), authentic: bool = False) -> None:
        self._invented: tuple[str, ...] = ()
        self._found: dict[str, dict[str, list[str]]] = {}
        self._failing, self._authentic = failing, authentic
        for line in filter(None, (each.strip() for each in lines.splitlines())):
            name, kind, value = line.split(None, 2)
            self._found.setdefault(name.rstrip(".").lower(), {}).setdefault(kind, []).append(_value(kind, value))

    async def invented(self) -> tuple[str, ...]:
        return self._invented

    def left(self) -> float:
        return 10.0

    async def ask(self, name: str, kind: str) -> Answer:
        name = name.rstrip(".").lower()
        if any(name == each or name.endswith(f".{each}") for each in self._failing):
            return Answer(name, kind, UNKNOWN, why="SERVFAIL")
        values = tuple(self._found.get(name, {}).get(kind, ()))
        if values:
            raw = tuple(value.encode() for value in values) if kind == "TXT" else ()
            return Answer(name, kind, FOUND, values, 300, self._authentic, raw=raw)
        below = any(each == name or each.endswith(f".{name}") for each in self._found)
        return Answer(name, kind, NO_DATA if below else NO_SUCH_NAME)


def _value(kind: str, value: str) -> str:
    if kind == "TXT":
        return value.strip('"')
    return value if value.endswith(" .") else value.rstrip(".")


def sent(*pairs: tuple[str, str, int], days: Mapping[tuple[str, str], int] | None = None) -> Sent:
    return Sent(1, tuple(Pair(*pair) for pair in pairs), days or {})


def signing(**selectors: str) -> Settings:
    """Settings that sign; a domain's dots are written as underscores."""
    signings = tuple(Signing(name.replace("_", "."), (selector,)) for name, selector in selectors.items())
    return defaults()._replace(dkim=signings)


def judged(
    check: str, zones: str = "", *, failing: Sequence[str] = (), domains: Sequence[str] = ("example.org",),
    server: Server = SERVER, settings: Settings | None = None, authentic: bool = False, **facts: Any,
) -> list[Finding]:  # fmt: skip
    """Return what a check finds; facts that are not given are gathered from the zones."""
    given = {"server": server, "sent": sent(), "relay": Relay(listens=False, reason="not here"), **facts}

    async def run() -> list[Finding]:
        asking = Asking(real(), Table(zones, failing, authentic), Order(tuple(domains), settings=settings), given)
        return list(judge(await gather(asking, needs([check])), [check]))

    return asyncio.run(run())


def results(check: str, zones: str = "", **options: Any) -> dict[str, str]:
    """Return the results by their subjects."""
    return {found.subject: found.result for found in judged(check, zones, **options)}


def only(check: str, zones: str = "", **options: Any) -> Finding:
    """Return the only finding."""
    [found] = judged(check, zones, **options)
    return found
