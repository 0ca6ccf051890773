"""Values in main.cf that this change replaces."""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.config.keys import KEYS
from sendoff.config.masking import shown
from sendoff.postfix import header_checks


def replaced(transition: Transition, origin: str) -> list[str]:
    """Return `name (was value)` of each explicit value of an origin that the change replaces; secrets masked.

    What the administrator set of header_checks goes on working beside sendoff's table, so it is not replaced.
    """
    found = []
    for change in transition.changes.values():
        if change.origin != origin or change.parameter in header_checks.SHARED or not change.before:
            continue
        secret = change.key is not None and KEYS[change.key].secret
        found.append(change.parameter if secret else f"{change.parameter} (was {shown(change.before)})")
    return found
