"""Whoever sends mail that cannot be delivered learns of it, once.

What happens: mail is sent to a recipient who is refused; the notice about it is followed.

Why it matters: a notice that goes nowhere means that mail is lost without anybody knowing. Notices about notices fill
the queue.

How to mend it: see that mail to the sender's address arrives: a domain with a mail server, or a local user.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, passed
from sendoff.rehearsal.observed import ARRIVED, MAILBOX, PROGRAM, RETURNED, Finding

_REACHED = (ARRIVED, MAILBOX, PROGRAM)
_MOST = 2

ALWAYS = True


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    returned = [mail for mail in view.stage.mails if any(e.fate == RETURNED for e in view.of(mail).arrivals)]
    with_sender = [mail for mail in returned if mail.sender != ""]
    lost = [
        mail for mail in with_sender
        if not view.of(mail).notices or any(each.fate not in _REACHED for each in view.of(mail).notices)
    ]  # fmt: skip
    many = [mail for mail in returned if len(view.of(mail).notices) > (_MOST if mail.sender != "" else 0)]
    if lost:
        names = ", ".join(mail.id for mail in lost)
        text = f"nobody gets the notice that mail could not be delivered ({names})"
        yield Finding("", "fail", text, None, tuple(mail.id for mail in lost))
    if many:
        names = ", ".join(mail.id for mail in many)
        yield Finding("", "fail", f"notices multiply ({names})", None, tuple(mail.id for mail in many))
    if with_sender and not (lost or many):
        yield passed("notices about mail that cannot be delivered arrive")
