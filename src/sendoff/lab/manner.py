"""How a receiver's answers depend on what came before: blocks after so many mails, limits on tries. No effects here.

A manner is a list of clauses. The first whose condition holds says what is answered; where none holds, the receiver
answers as it always does. What is counted is the history of the manner itself: all receivers of a world with an equal
manner share it, as the hosts of one provider do.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal["connections", "accepted", "refused", "returns"]
"""What is counted: connections, accepted messages, refusals by a clause, connections after the first such refusal."""
FOR_EVER = 1e9  # seconds


@dataclass(frozen=True)
class Clause:
    """So many of `count` within so many seconds, and these are the replies: keys and values as in `Receiver`.

    In a reply `{peer}` stands for the client's address. lasting: once it has come to this, it stays so.
    """

    count: Kind
    at_least: int
    replies: Mapping[str, str]
    within: float = FOR_EVER
    lasting: bool = False


@dataclass(frozen=True)
class Manner:
    """The clauses, the most severe first. The name only tells it from others: with another one, history begins anew."""

    name: str
    clauses: tuple[Clause, ...]

    def to_json(self) -> dict[str, Any]:
        """For the receivers' process."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Manner:
        """From what `to_json` made."""
        return cls(value["name"], tuple(Clause(**clause) for clause in value["clauses"]))


class Memory:
    """The history of one manner, and what is answered by it. `clock` returns seconds, from any moment."""

    def __init__(self, manner: Manner, clock: Callable[[], float]) -> None:
        self._manner = manner
        self._clock = clock
        self._events: dict[Kind, deque[float]] = {kind: deque() for kind in get_args(Kind)}
        self._lasting: set[int] = set()

    def connected(self) -> None:
        """A client connected."""
        if self._events["refused"]:
            self._happened("returns")
        self._happened("connections")

    def accepted(self) -> None:
        """A message was answered with 250."""
        self._happened("accepted")

    def refused(self) -> None:
        """A reply of a clause was said."""
        self._happened("refused")

    def replies(self, peer: str) -> dict[str, str]:
        """What is answered now, to this client address."""
        for number, clause in enumerate(self._manner.clauses):
            if number in self._lasting or self._holds(clause):
                return {key: text.replace("{peer}", peer) for key, text in clause.replies.items()}
        return {}

    def _happened(self, kind: Kind) -> None:
        self._events[kind].append(self._clock())
        self._lasting |= {n for n, clause in enumerate(self._manner.clauses) if clause.lasting and self._holds(clause)}

    def _holds(self, clause: Clause) -> bool:
        since = self._clock() - clause.within
        return sum(when >= since for when in self._events[clause.count]) >= clause.at_least
