"""Mail to domains that become this server's own, or are no longer."""

from __future__ import annotations

from sendoff.change.consequences._main_cf import after, words
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import AT_DOMAINS, Counted, Traffic, Wanted

_ID = "recipient-domain-moves"
_RULES = ("local-domain-dropped", "server-name-swallows-domain")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(domains=tuple(sorted(_moving(transition))))


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    moving = _moving(transition)
    if not moving:
        return None
    text = f"went to {', '.join(sorted(moving))}, whose mail moves between this server and the outside"
    return Counted(_ID, text, traffic.number(AT_DOMAINS), rules=_RULES)


def _moving(transition: Transition) -> set[str]:
    """Return the domains of which mydestination says something else than before."""
    if transition.machine.main_cf is None or not transition.touches("mydestination", "myhostname"):
        return set()
    before = _names(transition.before("mydestination") or "", transition.before("myhostname") or "")
    new = _names(after(transition, "mydestination"), after(transition, "myhostname"))
    return {name for name in before ^ new if "$" not in name and "." in name}


def _names(destination: str, own: str) -> set[str]:
    domain = own.partition(".")[2]
    given = destination.replace("$myhostname", own).replace("$mydomain", domain)
    return {word.lower() for word in words(given)}
