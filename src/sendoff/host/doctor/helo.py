"""The HELO name's addresses."""

from __future__ import annotations

import asyncio

from sendoff.host.doctor import Asking
from sendoff.reputation.dns import FOUND, UNKNOWN, Answer
from sendoff.reputation.facts import Host


async def gather(asking: Asking) -> Host:
    """Return the HELO name with its addresses."""
    return await host((await asking.fact("server")).helo, asking)


async def host(name: str, asking: Asking) -> Host:
    """Return a name with its addresses; those that the resolver invents for every name are unknown."""
    (a, aaaa), invented = await asyncio.gather(asking.ask((name, "A"), (name, "AAAA")), asking.dns.invented())
    return Host(name, _believed(a, invented), _believed(aaaa, invented))


def _believed(answer: Answer, invented: tuple[str, ...]) -> Answer:
    if answer.outcome != FOUND or not invented or not set(answer.values) <= set(invented):
        return answer
    why = f"the resolver answers {', '.join(invented)} for names that do not exist"
    return answer._replace(outcome=UNKNOWN, values=(), why=why)
