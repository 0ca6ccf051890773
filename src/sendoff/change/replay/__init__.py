"""The last days, sent again by the new configuration: counted from the ledger, not guessed.

One question, one file; the file's name is its id with `_` for `-`. A file has a docstring whose first line is its
title, `wanted(transition)` (what the ledger has to look for; left out where it is nothing special) and
`count(transition, traffic, answers)`, which returns what it found, or None where the change does not touch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple, Protocol, cast

from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import Counted, Traffic, Wanted

QUESTIONS = (
    "message-too-large",
    "client-not-trusted",
    "client-cannot-connect",
    "route-changes",
    "fallback-changes",
    "spf-not-covered",
    "envelope-sender-changes",
    "address-outside-ascii",
    "recipient-domain-moves",
    "signature-missing",
    "domain-unnamed",
)
"""Every question's id, in the order of telling."""


class Replay(NamedTuple):
    """What was counted, of which traffic."""

    traffic: Traffic
    counted: tuple[Counted, ...]

    def of(self, rule: str) -> Counted | None:
        """Return what was counted for a consequence."""
        return next((found for found in self.counted if rule in found.rules), None)


class Question(Protocol):
    """What a question's module offers."""

    __doc__: str

    def wanted(self, transition: Transition) -> Wanted:
        """Return what the ledger has to look for."""
        ...

    def count(self, transition: Transition, traffic: Traffic, answers: Answers) -> Counted | None:
        """Return what the change would have done; None where it does not touch this."""
        ...


def load(question: str) -> Question:
    """Return a question by its id."""
    return cast(Question, import_module(f"{__name__}.{question.replace('-', '_')}"))


def wanted(transition: Transition) -> Wanted:
    """Return what the ledger has to look for, for all questions."""
    found = [each.wanted(transition) for each in map(load, QUESTIONS) if hasattr(each, "wanted")]
    return Wanted(
        max(one.limit for one in found),
        next((one.sender for one in found if one.sender), ""),
        tuple(sorted({host for one in found for host in one.hosts})),
        tuple(sorted({domain for one in found for domain in one.domains})),
        *(any(flags) for flags in zip(*(one[4:] for one in found), strict=True)),
    )


def replay(transition: Transition, traffic: Traffic, answers: Answers) -> Replay:
    """Return what a change would have done to the traffic."""
    return Replay(traffic, tuple(_counted(transition, traffic, answers)))


def _counted(transition: Transition, traffic: Traffic, answers: Answers) -> Iterator[Counted]:
    for question in QUESTIONS:
        found = load(question).count(transition, traffic, answers)
        if found:
            yield found
