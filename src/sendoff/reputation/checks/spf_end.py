"""SPF ends by refusing everybody else.

What happens: The record ends with +all or ?all, with nothing, or has terms behind all, which nobody reads.

Why it matters: With +all the whole internet may send as you, and Gmail refuses such records (5.7.24). Without an end,
forged mail is neutral.

How to mend it: End the record with -all, or with ~all while you are not sure that it names every server.

When it is fine: Where redirect= hands everything to another record.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, SKIPPED, WARN, Finding
from sendoff.reputation.checks import _server, _spf
from sendoff.reputation.dns import UNKNOWN
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 1.0

_ID = "spf-end"
_ASKED = "how the SPF record ends"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        if domain.txt.outcome == UNKNOWN:
            yield _server.unknown(_ID, domain.name, _ASKED, domain.txt)
            continue
        found = _spf.records(domain)
        if len(found) != 1:
            yield Finding(_ID, domain.name, SKIPPED, _ASKED, "there is not one record (see spf-record)")
            continue
        yield _judged(domain.name, found[0])


def _judged(name: str, record: str) -> Finding:
    terms = [_spf.mechanism(term) for term in _spf.terms(record)]
    ends = [number for number, (_, word) in enumerate(terms) if word == "all"]
    if not ends:
        if ("", "redirect") in terms:
            return Finding(_ID, name, PASS, _ASKED, f"{record}: by redirect")
        mend = f'Publish: {name}. TXT "{record} -all"'
        return Finding(_ID, name, WARN, _ASKED, f"{record}: it does not end with all", mend)
    kind = terms[ends[0]][0]
    tail = [word for qualifier, word in terms[ends[0] + 1 :] if qualifier or word == "redirect"]
    if kind == "+":
        return Finding(_ID, name, FAIL, _ASKED, f"{record}: everybody may send", "End it with -all instead of +all.")
    if tail:
        return Finding(_ID, name, WARN, _ASKED, f"{record}: {tail[0]} behind all is never read", "Put all last.")
    if kind == "?":
        return Finding(_ID, name, WARN, _ASKED, f"{record}: forged mail is neutral", "End it with -all or ~all.")
    return Finding(_ID, name, PASS, _ASKED, record)
