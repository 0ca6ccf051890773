"""DMARC asks receivers to act.

What happens: The policy for the domain is none, or t=y asks receivers to apply a weaker one.

Why it matters: With none, anybody can forge the domain and receivers do nothing. It is a fine beginning, and what
Google, Yahoo and Microsoft ask for; trust comes with quarantine and reject.

How to mend it: Read the reports for some weeks; when all of your own mail passes, publish p=quarantine, then p=reject.

When it is fine: While reports are still looked at. It only warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation import dmarc
from sendoff.reputation.check import PASS, SKIPPED, UNKNOWN, WARN, Finding
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 0.5

_ID = "dmarc-policy"
_ASKED = "the policy for this domain"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        found = dmarc.walk(domain.name, domain.dmarc)
        policy = dmarc.effective(found)
        if found.record is None and found.unknown:
            yield Finding(_ID, domain.name, UNKNOWN, _ASKED, f"DNS could not be asked for {found.unknown}")
        elif found.record is None or not policy:
            yield Finding(_ID, domain.name, SKIPPED, _ASKED, "there is no policy (see dmarc-record)")
        elif policy == "none" or found.record.testing:
            told = f"_dmarc.{found.at}: {policy}" + (", and t=y weakens it" if found.record.testing else "")
            mend = f'When your own mail passes: _dmarc.{found.at}. TXT "v=DMARC1; p=quarantine; …"'
            yield Finding(_ID, domain.name, WARN, _ASKED, told, mend)
        else:
            yield Finding(_ID, domain.name, PASS, _ASKED, f"_dmarc.{found.at}: {policy}")
