"""Mail with addresses outside ASCII, which would be refused at submission."""

from __future__ import annotations

from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import OUTSIDE_ASCII, Counted, Traffic, Wanted

_ID = "address-outside-ascii"
_RULES = ("smtputf8-off",)


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(outside_ascii=_concerns(transition))


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    if not _concerns(transition):
        return None
    text = "have an address outside ASCII, and would be refused"
    return Counted(_ID, text, traffic.number(OUTSIDE_ASCII), rules=_RULES)


def _concerns(transition: Transition) -> bool:
    return not transition.settings.smtputf8 and differs(transition, "smtputf8_enable")
