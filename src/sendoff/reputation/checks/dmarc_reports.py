"""DMARC reports arrive somewhere.

What happens: The record names no address for reports, or one in another domain that has not agreed to take them.

Why it matters: Without reports nobody learns which of your own mail fails, nor who forges you. Receivers send none to a
domain that has not agreed (RFC 9990).

How to mend it: Add rua=mailto:ADDRESS; the other domain publishes `DOMAIN._report._dmarc.OTHER TXT "v=DMARC1"`.

When it is fine: Where nobody would read them. It only warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation import dmarc
from sendoff.reputation.check import PASS, SKIPPED, UNKNOWN, WARN, Finding
from sendoff.reputation.dns import FOUND
from sendoff.reputation.facts import Domain, Facts

NEEDS = ("domains",)
WEIGHT = 0.5

_ID = "dmarc-reports"
_ASKED = "rua, and whether its domain takes the reports"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain)


def _judged(domain: Domain) -> Finding:
    name = domain.name
    found = dmarc.walk(name, domain.dmarc)
    if found.record is None:
        unknown = f"DNS could not be asked for {found.unknown}" if found.unknown else ""
        return Finding(
            _ID, name, UNKNOWN if unknown else SKIPPED, _ASKED, unknown or "there is no policy (see dmarc-record)"
        )
    if not found.record.reports:
        mend = f"Add to the record at _dmarc.{found.at}: rua=mailto:postmaster@{found.at}"
        return Finding(_ID, name, WARN, _ASKED, "no address for reports", mend)
    refused = [one for one in domain.reports if one.answer.outcome != "unknown" and not _agrees(one.answer.values)]
    if refused:
        at = refused[0]
        mend = f'{at.host} must publish: {found.at}._report._dmarc.{at.host}. TXT "v=DMARC1"'
        return Finding(_ID, name, WARN, _ASKED, f"{at.host} has not agreed to take reports about {found.at}", mend)
    silent = next((one for one in domain.reports if one.answer.outcome != FOUND), None)
    if silent:
        return Finding(
            _ID, name, UNKNOWN, _ASKED, f"DNS could not be asked for {silent.answer.name}: {silent.answer.why}"
        )
    return Finding(_ID, name, PASS, _ASKED, ", ".join(found.record.reports))


def _agrees(values: tuple[str, ...]) -> bool:
    return any(re.match(r"v\s*=\s*DMARC1\s*(?:;|$)", value) for value in values)
