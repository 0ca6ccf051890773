"""Postfix runs.

What happens: Postfix's master process is not there after the change.

Why it matters: Without it no mail leaves this server; what sendmail(1) hands in waits in the queue, and SMTP clients
are refused.

How to mend it: Postfix's log says why it ended; sendoff has put the former configuration back.

When it is fine: Never after an apply.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_SUBJECT = "Postfix's master process"


def judge(_transition: Transition | None, seen: Seen) -> Finding:
    """See the module."""
    if seen.master:
        return Finding("running", "pass", _SUBJECT, f"runs as process {seen.master}")
    return Finding("running", "fail", _SUBJECT, "is not running", "Look into Postfix's log.")
