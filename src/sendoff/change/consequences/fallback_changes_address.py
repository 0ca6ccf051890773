"""Some mail will leave from another server's address.

What happens: postfix::smtp_fallback_relay is used when the first choice does not resolve, cannot be reached, or
answers with a temporary error (greylisting, a quota). That mail reaches its recipients from the fallback's address.

Why it matters: SPF that lists only this server or its smarthost then fails, now and then and for some mail only,
which is hard to find later.

How to mend it: add the fallback's addresses to the SPF record of the envelope sender's domain.

When it is fine: SPF covers the fallback already.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import differs
from sendoff.change.consequences._routes import FALLBACK
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hops = [hop.text for hop in transition.settings.fallback_relays]
    if hops and differs(transition, "smtp_fallback_relay"):
        sender = transition.settings.envelope_from
        domain = sender.domain if sender else "the sender's domain"
        text = f"After a temporary error mail leaves through {some(hops)}: SPF of {domain} must cover it too."
        mend = "Add the fallback's addresses to the SPF record."
        yield found(transition, "fallback-changes-address", "note", text, FALLBACK, mend=mend)
