"""Mail from other machines, which could no longer connect: SMTP listens at no address of their protocol."""

from __future__ import annotations

from sendoff.change.consequences import _listening
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay import _clients
from sendoff.change.replay.traffic import Counted, Kind, Traffic, Wanted, top

_ID = "client-cannot-connect"
_RULES = ("loopback-not-listening", "networks-cannot-connect")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(clients=transition.touches("inet_interfaces"))


def count(transition: Transition, traffic: Traffic, answers: Answers) -> Counted | None:
    """See `Question.count`."""
    deaf = _deaf(transition, answers) if transition.touches("inet_interfaces") else ""
    concerned = [(kind, number) for kind, number in traffic.kinds.items() if deaf and _is_elsewhere(kind, deaf)]
    if not deaf or (len(deaf) == 1 and not concerned):
        return None
    total, examples = top(iter(concerned), lambda kind: kind.client)
    text = f"came from {total} other machine{'s' if total != 1 else ''}, which could no longer connect"
    return Counted(_ID, text, sum(number for _, number in concerned), examples=examples, rules=_RULES)


def _deaf(transition: Transition, answers: Answers) -> str:
    """Return the digits of the protocols, IPv4 and IPv6, at none of whose addresses other machines can connect."""
    if not _listening.beyond_loopback(transition, answers):
        return "46"
    if not _listening.explicit(transition) or _listening.unresolved(transition, answers):
        return ""
    heard = {_version(each) for each in _listening.addresses(transition, answers) if not _listening.is_loopback(each)}
    return "46".translate(dict.fromkeys(map(ord, heard)))


def _is_elsewhere(kind: Kind, deaf: str) -> bool:
    found = _clients.address(kind.client) if kind.client else None
    return found is not None and not _listening.is_loopback(found) and _version(found) in deaf


def _version(address: str) -> str:
    return "6" if ":" in address else "4"
