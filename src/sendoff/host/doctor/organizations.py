"""The organizational domains of everything that was sent as, for alignment (RFC 9989, 4.10.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sendoff.host.doctor import Asking
from sendoff.reputation import dmarc
from sendoff.reputation.facts import Domain, Sent

_MOST = 200


async def gather(asking: Asking) -> Mapping[str, str]:
    """Return each name's organizational domain; empty where the walk met what could not be asked."""
    domains: tuple[Domain, ...] = await asking.fact("domains")
    sent: Sent = await asking.fact("sent")
    names = {domain.name for domain in domains}
    beside = [pair.envelope for pair in sent.pairs if pair.header in names or pair.envelope in names]
    wanted = list(dict.fromkeys((*names, *beside)))[:_MOST]
    answers = await asyncio.gather(*(asking.ask(*dmarc.questions(name)) for name in wanted))
    return {name: dmarc.walk(name, found).organizational for name, found in zip(wanted, answers, strict=True)}
