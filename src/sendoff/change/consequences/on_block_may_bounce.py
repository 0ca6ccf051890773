"""Mail to a domain that the detour does not know yet comes back to its sender.

What happens: a detour is on. Mail for a domain at that provider that nobody knew of yet still goes to the provider
first and is refused for good. sendoff has such a refusal count as for now, by smtp_delivery_status_filter, so that the
mail waits and takes the detour; but main.cf has a filter of your own, or the refusal has no code to tell it by.

Why it matters: the first mail to such a domain comes back to its sender instead of waiting.

How to mend it: nothing need be done: once a domain was refused it takes the detour within a minute. A filter of your
own can do the same for the provider's words.

When it is fine: mail to unknown domains is rare.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix.tables import ON_BLOCK
from sendoff.postfix.transports import FILTER, has_filter, keeps


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _routes.table_differs(transition, ON_BLOCK):
        return
    yours = has_filter(transition.machine.main_cf or "")
    for route in transition.machine.routes:
        if not (route.next_hop and route.domains) or (keeps(route) and not yours):
            continue
        why = f"main.cf has a {FILTER} of its own" if yours else "its refusal has no code of its own"
        text = f"Mail to a domain of {route.provider} that is not known yet comes back once: {why}."
        yield found(transition, "on-block-may-bounce", "note", text, _routes.ON_BLOCK)
