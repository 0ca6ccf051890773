"""Without a smarthost, mail goes straight to the mail server of its destination.

What happens: mail is sent to a destination whose mail server takes it, to one that refuses the recipient, and to one
that puts it off.

Why it matters: with neither a smarthost nor direct delivery no mail leaves this server.

How to mend it: the finding says what became of which mail instead. A route of the administrator's own (transport_maps,
default_transport) goes before direct delivery.

When it is fine: the administrator's own route is wanted for all mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import TO_DIRECT, TO_LATER, TO_REFUSING, Mail
from sendoff.rehearsal.observed import ARRIVED, RETURNED, WAITS, Finding
from sendoff.rehearsal.stand_ins import DESTINATION


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    if view.settings.relayhost is not None:
        return
    mails = [mail for mail in view.away() if mail.where in (TO_DIRECT, TO_REFUSING, TO_LATER)]
    wrong = [mail for mail in mails if not _as_meant(view, mail)]
    if wrong:
        yield failed(view, wrong, ", instead of going straight to its destination", of=mails)
    else:
        yield passed("mail goes straight to its destination, comes back where it is refused, waits where it is put off")


def _as_meant(view: View, mail: Mail) -> bool:
    seen = view.of(mail)
    fates = {each.fate for each in seen.arrivals}
    if not seen.taken:
        return False
    if mail.where == TO_REFUSING:
        return fates == {RETURNED}
    if mail.where == TO_LATER:
        # A fallback takes what is put off, too.
        return fates == {ARRIVED} if view.settings.fallback_relays else fates == {WAITS}
    return all(each.fate == ARRIVED and each.role == DESTINATION for each in seen.arrivals)
