"""What cannot be reached leaves through the fallback; without one it waits.

What happens: mail is sent to a destination whose mail server cannot be reached, and to a domain that does not exist.

Why it matters: the fallback is there for the day when the usual way is closed; one that does not work is noticed on
that day.

How to mend it: the finding says what became of which mail instead.

When it is fine: a route of the administrator's own takes these destinations elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import TO_NOWHERE, TO_UNREACHABLE
from sendoff.rehearsal.observed import ARRIVED, WAITS, Finding

_KEY = "postfix::smtp_fallback_relay"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    if view.settings.relayhost is not None:
        return
    hops = view.settings.fallback_relays
    names = {each.name for each in view.stand_ins(hops)}
    kinds = (TO_UNREACHABLE, TO_NOWHERE) if hops else (TO_UNREACHABLE,)
    mails = [mail for mail in view.away() if mail.where in kinds]
    wrong = []
    for mail in mails:
        ends = view.of(mail).arrivals
        meant = (
            all(each.fate == ARRIVED and each.at in names for each in ends)
            if hops
            else all(each.fate == WAITS for each in ends)
        )
        if not view.of(mail).taken or not meant:
            wrong.append(mail)
    way = f"leaving through {' or '.join(hop.text for hop in hops)}" if hops else "waiting"
    if wrong:
        yield failed(view, wrong, f", instead of {way}", _KEY if hops else None, of=mails)
    elif hops:
        yield passed(f"what cannot be reached is {way}", _KEY)
    else:
        yield passed("what cannot be reached waits")
