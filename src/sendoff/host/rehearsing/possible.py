"""Whether a change can be rehearsed before it is applied."""

from __future__ import annotations

import os

from sendoff.change.plan import Plan
from sendoff.lab import LabUnavailable, available
from sendoff.rehearsal.before import FIRST, INSTALLED, NEVER, Expected

_LATER = frozenset({"opendkim"})
"""Packages without which mail flows all the same."""


def missing(plan: Plan) -> list[str]:
    """Return the packages that a plan installs first and without which it cannot be rehearsed."""
    return [name for name in plan.packages if name not in _LATER]


def when(plan: Plan) -> Expected:
    """Return when an apply will rehearse; whether namespaces can be made is seen only by making them."""
    packages = missing(plan)
    if packages:
        return Expected(INSTALLED, ", ".join(packages))
    try:
        if os.geteuid() == 0:  # who only plans may be anybody
            available.require(unbound=False)
    except LabUnavailable as lacking:
        return Expected(NEVER, str(lacking))
    return Expected(FIRST)
