"""An apply was not finished.

What happens: An apply of sendoff ended in its middle: it was killed, or the power went.

Why it matters: The machine may stand between two configurations; nobody has proven that mail goes the right way.

How to mend it: `sendoff apply` undoes the half first, then applies the document.

When it is fine: While an apply runs; it takes less than a minute, but for packages that must be downloaded.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, WARNING, Judgement, Limits
from sendoff.monitor.check_facts import HOUR, Facts

NEEDS = ("changing",)

_USUAL = HOUR // 4
"""Longer than this (µs) no apply takes."""
_MEND = "Run `sendoff apply`: it undoes the half first."


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.changing
    if isinstance(found, Unknown):
        return Judgement("half-done", UNKNOWN, f"whether an apply was left half done is not known: {found.reason}")
    if found.started is None:
        return Judgement("half-done", OK, "no apply is half done")
    minutes = max(0, facts.now - found.started) // 60_000_000
    long = facts.now - found.started > _USUAL
    if found.process:
        told = f"an apply is under way (process {found.process}, since {minutes} min)"
        return Judgement("half-done", WARNING if long else OK, told, "See what holds it up." if long else "")
    if not found.certain and not long:
        return Judgement("half-done", OK, f"an apply was begun {minutes} min ago")
    return Judgement("half-done", CRITICAL, f"an apply begun {minutes} min ago was not finished", _MEND)
