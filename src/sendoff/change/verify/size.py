"""The size limit is announced.

What happens: The SMTP server announces another SIZE than postfix::message_size_limit.

Why it matters: Clients decide by it whether to send at all; another value means that the server does not yet work by
this configuration, or that something else overrides it.

How to mend it: Look for message_size_limit in master.cf's entry for smtp (-o message_size_limit=…).

When it is fine: When smtpd_discard_ehlo_keywords hides SIZE on purpose; then this is skipped.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.capabilities import spoken, unasked
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_SUBJECT = "SIZE in the answer to EHLO"


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    reason = unasked(transition, seen, "size")
    if reason:
        return Finding("size", "skipped", _SUBJECT, reason)
    talks = spoken(seen)
    limit = transition.settings.message_size_limit
    fine = {str(limit)} if limit else {"", "0"}
    wrong = next((talk for talk in talks if talk.capabilities.get("SIZE", "absent") not in fine), None)
    told = f"{limit} bytes" if limit else "no limit"
    if wrong is None:
        return Finding("size", "pass", _SUBJECT, told)
    answered = wrong.capabilities.get("SIZE", "absent") or "no limit"
    return Finding("size", "fail", _SUBJECT, f"{answered}, not {told}", "Look for message_size_limit in master.cf.")
