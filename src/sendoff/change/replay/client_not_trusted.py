"""Mail from clients that would no longer be trusted: `Relay access denied`.

Clients that log in, and mail to local recipients, do not need trust. A client that today's mynetworks does not name was
let in by another rule, which stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendoff.change.consequences import _listening
from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay import _clients
from sendoff.change.replay.traffic import BY_NOBODY, REMOTE, Counted, Kind, Traffic, Wanted, top

if TYPE_CHECKING:
    from sendoff.change.consequences._listening import Network

_ID = "client-not-trusted"
_RULES = ("loopback-loses-relay", "networks-cannot-connect")


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(clients=transition.touches("mynetworks"))


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    if not transition.touches("mynetworks"):
        return None
    new, before = _listening.trusted(transition), _clients.networks(transition.before("mynetworks") or "")

    def refused(kind: Kind) -> bool:
        found = _clients.address(kind.client) if kind.client and not kind.sasl else None
        return bool(found) and not _clients.covers(new, found or "") and _was_trusted(before, found or "")

    concerned = [(kind, number) for kind, number in traffic.having(REMOTE) if refused(kind)]
    unknown = traffic.number(REMOTE | BY_NOBODY)
    why = "the ledger does not have who handed them in" if unknown else ""
    total, examples = top(iter(concerned), lambda kind: kind.client)
    clients = f"came from {total} client{'s' if total != 1 else ''} that would no longer be trusted"
    return Counted(_ID, clients, sum(number for _, number in concerned), unknown, why, examples, _RULES)


def _was_trusted(before: tuple[Network, ...] | None, address: str) -> bool:
    return not before or _clients.covers(before, address)
