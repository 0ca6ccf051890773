"""Strangers cannot send through this server.

What happens: a client with an address that is in no trusted network hands in mail for another server.

Why it matters: a server that relays for strangers is found within hours, sends spam, and is blocked.

How to mend it: take smtpd_relay_restrictions and smtpd_recipient_restrictions out of main.cf and master.cf, so that
Postfix's own hold.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import STRANGER, TO_DIRECT
from sendoff.rehearsal.observed import Finding

_KEY = "postfix::mynetworks"

ALWAYS = True


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    mails = [mail for mail in view.stage.mails if mail.who == STRANGER and mail.where == TO_DIRECT]
    wrong = [mail for mail in mails if view.of(mail).taken]
    if wrong:
        yield failed(view, wrong, ": the server relays for strangers", _KEY)
    elif mails:
        yield passed("mail of strangers to other servers is refused", _KEY)
