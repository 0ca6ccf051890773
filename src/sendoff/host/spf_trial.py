"""Trying a record before it is published."""

from __future__ import annotations

from collections.abc import Sequence

from sendoff.host.dns import Dns
from sendoff.host.spf import cost, verdicts
from sendoff.host.spf_record import examined, questions
from sendoff.reputation.dns import UNKNOWN
from sendoff.reputation.spf.record import published
from sendoff.reputation.spf.servers import Server
from sendoff.reputation.spf.trial import Trial


async def trial(dns: Dns, domain: str, record: str, servers: Sequence[Server]) -> Trial:
    """Return the verdicts on every server's addresses by what a domain publishes and by a record to try."""
    answer = await dns.ask(domain, "TXT")
    before = await verdicts(dns, questions(domain, servers))
    after = await verdicts(dns, questions(domain, servers, record))
    remarks = await examined(dns, domain, [record])
    lookups, void = await cost(dns, domain, record)
    unknown = f"TXT of {answer.name}: {answer.why}" if answer.outcome == UNKNOWN else ""
    return Trial(
        domain,
        record,
        published(answer.values),
        tuple(before),
        tuple(after),
        tuple(remarks),
        lookups,
        void,
        tuple(servers),
        unknown,
    )
