"""SPF stays within its ten look-ups.

What happens: Evaluating the record takes more than ten terms that ask DNS, or more than two of them find nothing.

Why it matters: Beyond them SPF is a permanent error, which counts as not passing, for every server whose term stands
behind the limit. An include may grow without you.

How to mend it: Drop includes of services that no longer send; name addresses instead of names; move a service to a
subdomain.

When it is fine: At exactly ten it still works; from nine on it warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Facts, SpfVerdict

NEEDS = ("domains", "spf")
WEIGHT = 1.0

_ID = "spf-budget"
_ASKED = "look-ups of SPF: ten at most, two of them may find nothing (RFC 7208, 4.6.4)"
_MOST, _MOST_VOIDS = 10, 2
_MEND = "Drop includes of services that no longer send, or name addresses (ip4, ip6) instead of names."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain.name, [one for one in facts.spf if one.subject == domain.name])


def _judged(name: str, verdicts: list[SpfVerdict]) -> Finding:
    known = [one for one in verdicts if not one.unknown and one.result != "none"]
    if not known:
        unknown = next((one.unknown for one in verdicts if one.unknown), "")
        return Finding(_ID, name, UNKNOWN if unknown else SKIPPED, _ASKED, unknown or "there is no record to evaluate")
    lookups, voids = max(one.lookups for one in known), max(one.voids for one in known)
    told = f"{lookups} look-ups, {voids} of them found nothing"
    if lookups > _MOST or voids > _MOST_VOIDS:
        return Finding(_ID, name, FAIL, _ASKED, told, _MEND)
    return Finding(
        _ID, name, WARN if lookups >= _MOST - 1 else PASS, _ASKED, told, _MEND if lookups >= _MOST - 1 else ""
    )
