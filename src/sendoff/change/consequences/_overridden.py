"""Values in main.cf that this change replaces."""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.config.keys import KEYS
from sendoff.config.masking import shown


def replaced(transition: Transition, origin: str) -> list[str]:
    """Return `name (was value)` of each explicit value of an origin that the change replaces; secrets masked."""
    found = []
    for change in transition.changes.values():
        if change.origin != origin or change.parameter == "monitoring" or not change.before:
            continue
        secret = change.key is not None and KEYS[change.key].secret
        found.append(change.parameter if secret else f"{change.parameter} (was {shown(change.before)})")
    return found
