"""postmaster and abuse of the sending domain can receive mail.

What happens: Nothing takes mail for the domain, so nobody reads what receivers write to postmaster and abuse there.
Only the MX is asked, not the mailboxes.

Why it matters: RFC 5321 (4.5.1) and RFC 2142 want both; Yahoo's complaint feed is confirmed by mail to postmaster, and
delisting forms answer there.

How to mend it: Publish an MX record, and let postmaster and abuse of the domain reach a person.

When it is fine: For a domain that only machines send as, such as a host's own name. It only warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import FOUND, UNKNOWN
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 0.5

_ID = "postmaster-receives"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        asked = f"an MX for postmaster@{domain.name} and abuse@{domain.name}"
        mx = domain.mx
        if mx.outcome == UNKNOWN:
            yield _server.unknown(_ID, domain.name, asked, mx)
        elif mx.outcome == FOUND and any(value.split()[-1:] != ["."] for value in mx.values):
            told = f"{', '.join(mx.values)}; whether the mailboxes exist was not asked"
            yield Finding(_ID, domain.name, PASS, asked, told)
        else:
            mend = f"Publish: {domain.name}. MX 10 <your mail server>., and let both mailboxes reach a person."
            yield Finding(_ID, domain.name, WARN, asked, _server.said(mx), mend)
