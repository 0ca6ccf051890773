"""Checks of a server that is watched: one question, one file. The file's name is the check's id with `_` for `-`.

A check file has a docstring of five parts (a title line, then `What happens:`, `Why it matters:`,
`How to mend it:`, `When it is fine:`), the names of the facts that it NEEDS, and a function `judge(facts, limits)` that
returns a judgement. The host asks (`host.monitoring`); here is only judged. CRITICAL is for what keeps mail from going
its way; what only makes us blind is a WARNING, so that it wakes nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast

from sendoff.monitor.check import Judgement, Limits
from sendoff.monitor.check_facts import Facts

CHECKS = (
    "service",
    "answering",
    "half-done",
    "queue-depth",
    "queue-age",
    "deferred-share",
    "bounced-share",
    "silence",
    "certificate",
    "drift",
    "watch",
    "log-fresh",
    "ledger-writable",
    "ledger-complete",
    "incidents",
    "case-due",
)
"""Every check's id; of two that are equally bad the first is told first."""


class Check(Protocol):
    """What a check's module offers."""

    __doc__: str
    NEEDS: tuple[str, ...]

    def judge(self, facts: Facts, limits: Limits) -> Judgement:
        """Return what the check finds."""
        ...


def load(check: str) -> Check:
    """Return a check by its id."""
    return cast(Check, import_module(f"{__name__}.{check.replace('-', '_')}"))


def needs(checks: Iterable[str] = CHECKS) -> frozenset[str]:
    """Return the names of the facts (members of `Facts`) that these checks need."""
    return frozenset(name for check in checks for name in load(check).NEEDS)


def judge(facts: Facts, limits: Limits, checks: Iterable[str] = CHECKS) -> list[Judgement]:
    """Return what the checks find, in their order."""
    return [load(check).judge(facts, limits) for check in checks]
