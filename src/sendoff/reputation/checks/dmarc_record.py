"""The sending domain has one DMARC record, and it is rightly written.

What happens: The tree walk of RFC 9989 finds no policy for the domain, several records at one name, or one with tags
that are wrong or no longer exist (pct, rf, ri).

Why it matters: Google, Yahoo, Microsoft and Apple want a policy of everybody who sends much. Several records, and one
without a policy, count as none.

How to mend it: Publish one record at _dmarc.DOMAIN; begin with p=none and reports, then quarantine, then reject.

When it is fine: A subdomain needs none of its own where its organizational domain has one.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation import dmarc
from sendoff.reputation.check import FAIL, PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Domain, Facts

NEEDS = ("domains",)
WEIGHT = 1.0

_ID = "dmarc-record"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain)


def _judged(domain: Domain) -> Finding:
    name = domain.name
    asked = f"TXT _dmarc.{name}, and above it"
    found = dmarc.walk(name, domain.dmarc)
    mend = f'Publish: _dmarc.{name}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{name}"'
    if found.several:
        at = found.several[0]
        return Finding(_ID, name, FAIL, asked, f"several records at _dmarc.{at}: all are ignored", "Leave one of them.")
    if found.record is None:
        if found.unknown:
            return Finding(_ID, name, UNKNOWN, asked, f"DNS could not be asked for {found.unknown}")
        near = next((value for answer in domain.dmarc for value in answer.values if "dmarc" in value.lower()), "")
        told = f"no record; {near!r} does not begin with v=DMARC1" if near else "no record"
        return Finding(_ID, name, FAIL, asked, told, mend)
    told = f"_dmarc.{found.at}: {found.record.text}"
    if not found.record.policy:
        return Finding(_ID, name, FAIL, asked, f"{told}: it has no policy p=, so it counts for nothing", mend)
    gone = [tag for tag in dmarc.GONE if tag in found.record.tags]
    odd = [*found.record.wrong, *(f"{tag}= is no longer read (RFC 9989)" for tag in gone)]
    if "p" not in found.record.tags:
        odd.append("p= is missing and taken as none")
    if odd:
        return Finding(_ID, name, WARN, asked, f"{told}: {'; '.join(odd)}", "Take out or correct what is named.")
    return Finding(_ID, name, PASS, asked, told)
