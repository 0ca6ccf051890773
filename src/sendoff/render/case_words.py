"""What the texts and the JSON of cases say together."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.reputation.cases.case import Case, Matter
from sendoff.reputation.cases.course import Course
from sendoff.reputation.cases.gate import FIRST, NOT_SURE, Item
from sendoff.reputation.cases.senders import Sender


class Opening(NamedTuple):
    """What `sendoff case open` found. `case` is None where the gate is shut; then there is no request.

    `senders` is None where the ledger could not tell, and `senders_unknown` says why. `last` is the newest case of the
    same provider that is over.
    """

    course: Course
    provider: str
    matter: Matter
    items: tuple[Item, ...]
    senders: tuple[Sender, ...] | None
    senders_unknown: str = ""
    last: Case | None = None
    case: Case | None = None
    written: tuple[str, ...] = ()


def of_state(items: tuple[Item, ...], state: str) -> list[Item]:
    """Return the items in a state."""
    return [item for item in items if item.state == state]


def result(items: tuple[Item, ...]) -> str:
    """Return what the gate says in a line."""
    first, unknown = (len({item.id for item in of_state(items, state)}) for state in (FIRST, NOT_SURE))
    if not first and not unknown:
        return "ready to ask"
    told = []
    if first:
        told.append("1 thing first" if first == 1 else f"{first} things first")
    if unknown:
        told.append("1 thing is not known" if unknown == 1 else f"{unknown} things are not known")
    return f"not ready: {', and '.join(told)}"


def took(case: Case) -> float | None:
    """Return how long a case took (seconds); None while it lasts."""
    return (case.events[-1].at - case.opened) / 1_000_000 if case.over else None
