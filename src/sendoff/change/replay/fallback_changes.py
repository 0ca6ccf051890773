"""Mail that would have taken a fallback relay, or took one that goes.

Postfix turns to a fallback relay when the destination cannot be found or reached, or answers with a temporary error; so
what was deferred at least once would have taken it.
"""

from __future__ import annotations

from sendoff.change.consequences._main_cf import differs, words
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import DEFERRED, REMOTE, VIA, Counted, Traffic, Wanted

_ID = "fallback-changes"
_RULES = ("fallback-catches-typos", "fallback-changes-address", "fallback-without-effect")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(hosts=_former(transition) if differs(transition, "smtp_fallback_relay") else ())


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    if not differs(transition, "smtp_fallback_relay"):
        return None
    new = ", ".join(hop.text for hop in transition.settings.fallback_relays)
    if new:
        text = f"were deferred at least once, and would have left through {new}"
        return Counted(_ID, text, traffic.number(REMOTE | DEFERRED), rules=_RULES)
    return Counted(_ID, "left through a fallback relay, and would wait here", traffic.number(VIA), rules=_RULES)


def _former(transition: Transition) -> tuple[str, ...]:
    hops = words(transition.before("smtp_fallback_relay") or "")
    return tuple(hop.partition(":")[0] if "]" not in hop else hop[1:].partition("]")[0] for hop in hops)
