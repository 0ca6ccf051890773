"""Strangers are refused.

What happens: A client outside postfix::mynetworks may send to any destination through this server.

Why it matters: Such an open relay is found within hours and used for spam; the server's address is then on every
block list.

How to mend it: Make postfix::mynetworks narrower, and look at smtpd_relay_restrictions and
smtpd_recipient_restrictions in main.cf and master.cf: one of them permits everybody.

When it is fine: Never. Where no address of this machine is outside the trusted networks, nobody can ask as a stranger,
and this is skipped.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_REFUSED = 400
_MEND = "Look at smtpd_relay_restrictions and smtpd_recipient_restrictions in main.cf and master.cf."


def judge(_transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    found = seen.relay
    if found is None or not found.tried:
        reason = found.reason if found else "was not asked"
        return Finding("relay-refused", "skipped", "a stranger's mail to elsewhere", reason)
    subject = f"a stranger's mail to elsewhere, from {found.source}"
    if found.reason:
        return Finding("relay-refused", "unknown", subject, found.reason)
    answered = f"{found.code} {found.text}"
    if found.code < _REFUSED:
        return Finding("relay-refused", "fail", subject, f"taken: {answered}", _MEND)
    return Finding("relay-refused", "pass", subject, f"refused: {answered}")
