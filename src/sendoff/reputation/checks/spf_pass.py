"""SPF passes for every address that mail comes from.

What happens: For an address of this server, SPF of the sending domain or of the HELO name comes to something else than
pass.

Why it matters: With fail, receivers refuse (550 5.7.23, 5.7.26); with softfail, neutral or none they trust the mail
less, and DMARC cannot pass by SPF. Bounces are judged by the HELO name.

How to mend it: `sendoff spf record DOMAIN` prints the record that covers every server, `sendoff spf check DOMAIN` shows
why.

When it is fine: For the HELO name it is a warning, since few receivers look at it when MAIL FROM passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Facts, SpfVerdict

NEEDS = ("server", "domains", "spf")
WEIGHT = 2.0

_ID = "spf-pass"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for verdict in facts.spf:
        yield _judged(verdict, facts.server.smarthost)


def _judged(verdict: SpfVerdict, smarthost: str) -> Finding:
    helo = verdict.identity == "helo"
    asked = f"SPF of {verdict.subject} ({'HELO' if helo else 'MAIL FROM'}) for {verdict.address}"
    if verdict.unknown:
        return Finding(_ID, verdict.subject, UNKNOWN, asked, verdict.unknown)
    told = verdict.result + (f", by {verdict.term}" if verdict.term else "")
    if verdict.result == "pass":
        return Finding(_ID, verdict.subject, PASS, asked, told)
    if helo:
        kind = "ip6" if ":" in verdict.address else "ip4"
        mend = f'Publish: {verdict.subject}. TXT "v=spf1 {kind}:{verdict.address} -all"'
        return Finding(_ID, verdict.subject, WARN, asked, told, mend if verdict.result == "none" else "")
    if smarthost:
        told += f" (an address of {smarthost}, which may send from others)"
    mend = f"`sendoff spf record {verdict.subject}` prints the record that covers this address."
    return Finding(_ID, verdict.subject, WARN if smarthost else FAIL, asked, told, mend)
