"""The certificate expires soon.

What happens: the certificate of postfix::smtpd_tls_cert_file is valid for less than 21 more days.

Why it matters: automatic renewal usually comes 30 days before the end, so this one may have failed. After the end,
applications that verify certificates can no longer send.

How to mend it: renew it, and let Postfix reload afterwards; its running processes keep the old one for a while.

When it is fine: the certificate is made for a few days each time, and its renewal is known to work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sendoff.change.consequences import _certificates
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_SOON = timedelta(days=21)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from _certificates.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    facts, now = _certificates.usable(transition, answers), answers.get(_certificates.NOW)
    if not facts or not facts.not_after or not isinstance(now, datetime):
        return
    left = facts.not_after - now
    if timedelta(0) < left < _SOON:
        days = "less than a day" if left.days < 1 else f"{left.days} day{'s' * (left.days > 1)}"
        text = f"The certificate expires in {days}, on {facts.not_after:%Y-%m-%d}."
        mend = "Renew it, and see why that has not happened yet."
        yield found(transition, "certificate-expiring", "warn", text, _certificates.KEY, mend=mend)
