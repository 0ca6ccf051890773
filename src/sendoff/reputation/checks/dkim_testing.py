"""DKIM's keys are not marked as a test.

What happens: A published key has t=y.

Why it matters: It asks receivers to treat signed mail as if it were not signed (RFC 6376, 3.6.1).

How to mend it: Publish the record without t=y; `sendoff dkim records` prints it.

When it is fine: For some days, while DKIM is new and nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, Finding
from sendoff.reputation.dns import FOUND
from sendoff.reputation.facts import Facts

NEEDS = ("domains",)
WEIGHT = 0.5

_ID = "dkim-testing"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        for key in domain.keys:
            if key.answer.outcome != FOUND or len(key.answer.values) != 1:
                continue
            asked = f"t= of the key at {key.answer.name}"
            found = re.search(r"(?:^|;)\s*t\s*=([^;]*)", key.answer.values[0])
            flags = [flag.strip().lower() for flag in found[1].split(":")] if found else []
            if "y" in flags:
                mend = "Publish the record without t=y; `sendoff dkim records` prints it."
                yield Finding(_ID, domain.name, FAIL, asked, "t=y: signatures count for nothing", mend)
            else:
                yield Finding(_ID, domain.name, PASS, asked, "no t=y")
