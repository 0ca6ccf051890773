"""Mail for the server itself is delivered.

What happens: Postfix would not deliver a mail to root on this server.

Why it matters: What cron and the system report goes there, and so do bounces for mail of system users. Postfix's local
delivery ends at start when a mailbox may hold less than a message; the mail then waits and is lost in the end.

How to mend it: Postfix's log has a line with "fatal:" that names the parameter. To read root's mail elsewhere, give an
alias for root in /etc/aliases.

When it is fine: When local delivery is switched off on purpose (local_transport); sendoff then only says so.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_MEND = "Postfix's log says why."


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    found = seen.local
    subject = f"an address probe for root@{transition.compiled.parameters['myhostname']}"
    if found is None:
        return Finding("local-delivery", "skipped", subject, "was not asked")
    if found.status == "unknown":
        return Finding("local-delivery", "unknown", subject, found.reply)
    if found.status == "unanswered":
        told = f"no result within {found.seconds:.0f} s; the queue may be busy"
        return Finding("local-delivery", "unknown", subject, told)
    if found.status == "accepted":
        return Finding("local-delivery", "pass", subject, found.reply)
    if found.stage in ("program", "cleanup"):
        return Finding("local-delivery", "fail", subject, found.reply, _MEND)
    return Finding("local-delivery", "warn", subject, f"would not be delivered: {found.reply}", _MEND)
