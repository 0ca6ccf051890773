"""Consequences: one rule, one file. The file's name is the rule's id with `_` for `-`.

A rule file has a docstring of five parts (a title line, then `What happens:`, `Why it matters:`,
`How to mend it:`, `When it is fine:`), a function `asks(transition)` that declares the facts it
needs (left out when it needs none), and `judge(transition, answers)` that yields consequences.
The reference page and `sendoff explain ID` come from the docstring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

RULES: tuple[str, ...] = ()
"""Every rule's id, sorted."""


class Rule(Protocol):
    """What a rule's module offers."""

    __doc__: str

    def asks(self, transition: Transition) -> Iterable[Ask]:
        """Return the facts the rule needs for this change."""
        ...

    def judge(self, transition: Transition, answers: Answers) -> Iterable[Consequence]:
        """Return what the rule finds."""
        ...


def load(id: str) -> Rule:
    """Return a rule by its id."""
    return cast(Rule, import_module(f"{__name__}.{id.replace('-', '_')}"))


def asks(transition: Transition) -> frozenset[Ask]:
    """Return everything the rules need to know about this change."""
    return frozenset(ask for rule in map(load, RULES) if hasattr(rule, "asks") for ask in rule.asks(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """Yield what every rule finds."""
    for rule in map(load, RULES):
        yield from rule.judge(transition, answers)
