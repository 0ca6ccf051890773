"""Mail from other machines, which could no longer connect: SMTP listens on loopback addresses only."""

from __future__ import annotations

from sendoff.change.consequences import _listening
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay import _clients
from sendoff.change.replay.traffic import Counted, Kind, Traffic, top

_ID = "client-cannot-connect"
_RULES = ("loopback-not-listening", "networks-cannot-connect")


def count(transition: Transition, traffic: Traffic, answers: Answers) -> Counted | None:
    """See `Question.count`."""
    if not transition.touches("inet_interfaces") or _listening.beyond_loopback(transition, answers):
        return None
    concerned = [(kind, number) for kind, number in traffic.kinds.items() if _is_elsewhere(kind)]
    total, examples = top(iter(concerned), lambda kind: kind.client)
    text = f"came from {total} other machine{'s' if total != 1 else ''}, which could no longer connect"
    return Counted(_ID, text, sum(number for _, number in concerned), examples=examples, rules=_RULES)


def _is_elsewhere(kind: Kind) -> bool:
    found = _clients.address(kind.client) if kind.client else None
    return found is not None and not _listening.is_loopback(found)
