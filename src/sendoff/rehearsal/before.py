"""The rehearsal before an apply: whether there will be one, and what it came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # start-up: a plan only says whether there will be one
    from sendoff.rehearsal.observed import Rehearsal

FIRST, INSTALLED, NEVER = "first", "after-installing", "never"
"""When a change is rehearsed: before anything is done, once its packages are there, or not at all."""


class Expected(NamedTuple):
    """When a change is to be rehearsed; `why` not, or not at once."""

    when: str
    why: str = ""


class Before(NamedTuple):
    """What the rehearsal before an apply came to; None with the reason where there was none."""

    rehearsal: Rehearsal | None
    why: str = ""
