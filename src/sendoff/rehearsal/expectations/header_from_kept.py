"""The header From stays as it was written.

What happens: the header From of each mail that arrives is compared with that of the mail that was sent.

Why it matters: people see it, DMARC judges by it, and a DKIM signature covers it.

How to mend it: look for canonical_maps, sender_canonical_classes, smtp_generic_maps, masquerade_domains and
header_checks in main.cf.

When it is fine: the administrator wants the server to rewrite it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, differ, passed
from sendoff.rehearsal.observed import Finding

ALWAYS = True


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    arrived = view.arrived()
    wrong = [(mail, each.header_from or "none") for mail, each in arrived if each.header_from != mail.header_from]
    if wrong:
        yield differ(wrong, "in the header From, which was written otherwise")
    elif arrived:
        yield passed("the header From stays as it was written")
