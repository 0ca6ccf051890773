"""What large receivers ask of those who send much, judged by what the ledger shows of a domain."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation import dmarc
from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, Finding
from sendoff.reputation.facts import Domain, Facts

BULK = 5000
"""Recipients a day, from which Google and Microsoft count a domain as a bulk sender; Yahoo names no number."""


def judged(check: str, provider: str, shown: str, facts: Facts) -> Iterator[Finding]:
    """Yield a finding for each domain: not bulk, or whether SPF, DKIM and DMARC are there."""
    for domain in facts.domains:
        asked = f"recipients at {shown} on the busiest day, and SPF, DKIM and DMARC"
        if facts.sent.unknown:
            yield Finding(check, domain.name, UNKNOWN, asked, facts.sent.unknown, "Start `sendoff watch`.")
            continue
        most = _most(domain.name, provider, facts)
        told = f"{most} recipients on the busiest day of 30 (bulk from {BULK})"
        if most < BULK:
            yield Finding(check, domain.name, SKIPPED, asked, told)
            continue
        yield _bulk(check, asked, told, domain, facts)


def _most(name: str, provider: str, facts: Facts) -> int:
    """Return the busiest day of all domains of the organization, at most: their busiest days may differ."""
    own = facts.organizations.get(name, "")
    return sum(
        count for (domain, where), count in facts.sent.days.items()
        if where == provider and (domain == name or (own and facts.organizations.get(domain, "") == own))
    )  # fmt: skip


def _bulk(check: str, asked: str, told: str, domain: Domain, facts: Facts) -> Finding:
    spf = [one for one in facts.spf if one.subject == domain.name and one.identity == "mailfrom"]
    walk = dmarc.walk(domain.name, domain.dmarc)
    missing = [
        *(
            ["SPF does not pass for every address"]
            if any(not one.unknown and one.result != "pass" for one in spf)
            else []
        ),
        *(["nothing signs it (DKIM)"] if not domain.keys and not domain.unsigned else []),
        *(["there is no DMARC policy"] if not dmarc.effective(walk) and not walk.unknown else []),
    ]
    if missing:
        mend = "See the findings of spf-pass, dkim-key and dmarc-record for the records to publish."
        return Finding(check, domain.name, FAIL, asked, f"{told}; {', '.join(missing)}", mend)
    unasked = [
        *(one.unknown for one in spf if one.unknown),
        *([domain.unsigned] if not domain.keys and domain.unsigned else []),
        *([walk.unknown] if not dmarc.effective(walk) else []),
    ]
    if unasked or not spf:
        return Finding(check, domain.name, UNKNOWN, asked, f"{told}; {(unasked or ['SPF was not asked'])[0]}")
    return Finding(check, domain.name, PASS, asked, f"{told}; SPF, DKIM and DMARC are there")
