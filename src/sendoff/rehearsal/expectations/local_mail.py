"""Mail to users of this server is delivered, and mail to others is not lost.

What happens: mail is sent to root, to postmaster, and to a user who does not exist.

Why it matters: cron jobs and monitoring write to root. Mail to a user who does not exist must be refused or come back.

How to mend it: the finding has Postfix's words. A missing alias database is made by newaliases(1).

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import STRANGER, TO_LOCAL, TO_UNKNOWN
from sendoff.rehearsal.observed import ARRIVED, GONE, MAILBOX, PROGRAM, WAITS, Finding

ALWAYS = True


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    mails = [mail for mail in view.stage.mails if mail.where == TO_LOCAL and mail.who != STRANGER]
    wrong = [
        mail for mail in mails
        if not view.of(mail).taken
        or any(each.fate not in (MAILBOX, PROGRAM, ARRIVED) for each in view.of(mail).arrivals)
    ]  # fmt: skip
    unknown = [mail for mail in view.stage.mails if mail.where == TO_UNKNOWN]
    kept = [
        mail for mail in unknown
        if view.of(mail).taken and any(each.fate in (WAITS, GONE) for each in view.of(mail).arrivals)
    ]  # fmt: skip
    if wrong:
        yield failed(view, wrong, ", instead of being delivered", of=mails)
    if kept:
        yield failed(view, kept, ", instead of being refused")
    if not (wrong or kept):
        yield passed("mail to users of this server is delivered")
