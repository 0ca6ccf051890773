"""Mail sent as a domain that sendoff::domains would no longer name: nobody would look at its SPF and DKIM records."""

from __future__ import annotations

from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import REMOTE, Counted, Traffic, Wanted, top

_ID = "domain-unnamed"


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(sender_domains=bool(_dropped(transition)))


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    dropped = _dropped(transition)
    if not dropped:
        return None
    concerned = [(kind, number) for kind, number in traffic.having(REMOTE) if kind.sender_domain in dropped]
    total, examples = top(iter(concerned), lambda kind: kind.sender_domain)
    text = f"were sent as {total} domain{'s' if total != 1 else ''} that sendoff::domains would no longer name"
    return Counted(_ID, text, sum(number for _, number in concerned), examples=examples)


def _dropped(transition: Transition) -> set[str]:
    current = transition.machine.current
    return set(current.domains if current else ()) - {*transition.settings.domains}
