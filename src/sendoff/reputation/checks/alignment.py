"""What was really sent is aligned with its header From.

What happens: Mail with this domain in its header From went out with an envelope sender of another organization, and
nothing signs it as this domain; DMARC fails for it.

Why it matters: DMARC needs SPF or DKIM of the domain that people read in From. With p=reject such mail is lost (550
5.7.26, 5.7.509), and Google, Yahoo and Microsoft refuse it in bulk.

How to mend it: Sign for the domain of the header From (sendoff::dkim), or set postfix::envelope_from to an address in
that domain.

When it is fine: Where the domain has no DMARC policy and little mail. Only with sendoff::log_headers does the ledger
know header From; without it this is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation import dmarc
from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, Finding
from sendoff.reputation.facts import Domain, Facts, Pair

NEEDS = ("domains", "sent", "organizations")
WEIGHT = 1.5

_ID = "alignment"
_ASKED = "envelope senders of mail with this domain in From, and its DKIM selectors"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain, facts)


def _judged(domain: Domain, facts: Facts) -> Finding:
    name, sent = domain.name, facts.sent
    if domain.keys:
        named = ", ".join(key.selector for key in domain.keys)
        return Finding(_ID, name, PASS, _ASKED, f"signed as {name} by this server ({named}), so DKIM is aligned")
    if sent.unknown:
        return Finding(_ID, name, UNKNOWN, _ASKED, sent.unknown, "Start `sendoff watch`.")
    if sent.pairs and not sent.headers:
        told = "the ledger does not know header From"
        return Finding(_ID, name, UNKNOWN, _ASKED, told, 'Set "sendoff::log_headers": true, then `sendoff apply`.')
    pairs = [pair for pair in sent.pairs if pair.header == name]
    if not pairs:
        return Finding(
            _ID, name, SKIPPED, _ASKED, "the ledger has no mail with this domain in From in the last 30 days"
        )
    return _by_pairs(domain, pairs, facts)


def _by_pairs(domain: Domain, pairs: list[Pair], facts: Facts) -> Finding:
    found = dmarc.walk(domain.name, domain.dmarc)
    strict = bool(found.record) and found.record.tags.get("aspf", "").lower() == "s" if found.record else False
    known = [(pair, dmarc.aligned(pair.envelope, pair.header, facts.organizations, strict=strict)) for pair in pairs]
    wrong = [pair for pair, good in known if good is False]
    if wrong:
        count = sum(pair.recipients for pair in wrong)
        names = ", ".join(dict.fromkeys(pair.envelope for pair in wrong))
        told = f"{count} recipients got mail with the envelope sender at {names}, and nothing signs as {domain.name}"
        mend = f'"sendoff::dkim": {{"{domain.name}": "s1"}}, or "postfix::envelope_from" with an address @{domain.name}'
        return Finding(_ID, domain.name, FAIL, _ASKED, told, mend)
    doubt = [pair for pair, good in known if good is None]
    if doubt:
        told = f"the organizational domain of {doubt[0].envelope} could not be asked"
        return Finding(_ID, domain.name, UNKNOWN, _ASKED, told)
    count = sum(pair.recipients for pair in pairs)
    return Finding(_ID, domain.name, PASS, _ASKED, f"{count} recipients in 30 days, envelope sender aligned")
