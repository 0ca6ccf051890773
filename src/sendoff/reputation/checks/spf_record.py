"""The sending domain has one SPF record, and it is rightly written.

What happens: The domain has no record, several, or one with a term that SPF does not know.

Why it matters: Without a record nobody can tell your servers from a forger's; several, or a wrong term, are a permanent
error for all of its mail. Google and Yahoo want SPF or DKIM of everybody, Microsoft both of those who send much.

How to mend it: `sendoff spf record DOMAIN` prints the record to publish.

When it is fine: A host's own name that never stands in an envelope sender needs none; publish `v=spf1 -all` there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, WARN, Finding
from sendoff.reputation.checks import _server, _spf
from sendoff.reputation.dns import UNKNOWN
from sendoff.reputation.facts import Domain, Facts

NEEDS = ("domains",)
WEIGHT = 1.5

_ID = "spf-record"
_ASKED = "TXT with v=spf1"
_KNOWN = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain)


def _judged(domain: Domain) -> Finding:
    name = domain.name
    if domain.txt.outcome == UNKNOWN:
        return _server.unknown(_ID, name, _ASKED, domain.txt)
    found = _spf.records(domain)
    command = f"`sendoff spf record {name}` prints the record to publish."
    if not found:
        near = next((value for value in domain.txt.values if "spf1" in value.lower()), "")
        told = f"no record; {near!r} does not begin with v=spf1 and a blank" if near else "no record"
        return Finding(_ID, name, FAIL, _ASKED, told, command)
    if len(found) > 1:
        told = f"{len(found)} records, where there may be one: {'; '.join(found)}"
        return Finding(_ID, name, FAIL, _ASKED, told, f"Make one record of them; {command}")
    wrong = [term for term in _spf.terms(found[0]) if not _fine(term)]
    if wrong:
        told = f"{found[0]}: {wrong[0]!r} is no term of SPF"
        return Finding(_ID, name, FAIL, _ASKED, told, f"Take it out or write it rightly; {command}")
    if any(_spf.mechanism(term)[1] == "ptr" for term in _spf.terms(found[0])):
        mend = "Name the servers in the place of ptr, by ip4, ip6, a or include."
        return Finding(_ID, name, WARN, _ASKED, f"{found[0]}: ptr is not to be used (RFC 7208, 5.5)", mend)
    return Finding(_ID, name, PASS, _ASKED, found[0])


def _fine(term: str) -> bool:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*=\S*", term):
        return True
    return bool(re.fullmatch(r"[+?~-]?[A-Za-z][A-Za-z0-9_.-]*(?:[:/]\S+)?", term)) and _spf.mechanism(term)[1] in _KNOWN
