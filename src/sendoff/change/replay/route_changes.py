"""Mail that would take another way: the smarthost changes."""

from __future__ import annotations

from sendoff.change.consequences import _routes
from sendoff.change.consequences._main_cf import differs, present
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import REMOTE, Counted, Traffic

_ID = "route-changes"
_RULES = ("smarthost-dropped", "queued-mail-moves", "source-address-follows", "setting-bypasses-relayhost")


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    if not (differs(transition, "relayhost") or differs(transition, "default_transport")):
        return None
    hop = transition.settings.relayhost
    before, after = present(transition, "relayhost") or "", hop.text if hop else ""
    text = f"would leave {_way(after)} instead of {_way(before)}"
    remote, own = traffic.number(REMOTE), _routes.own_routes(transition)
    if own:
        return Counted(_ID, text, 0, remote, f"{', '.join(own)} may take some of them another way", (), _RULES)
    return Counted(_ID, text, remote, rules=_RULES)


def _way(hop: str) -> str:
    return f"through {hop}" if hop else "straight to their destinations"
