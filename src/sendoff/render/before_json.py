"""The rehearsal before an apply, as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.rehearsal.before import Before
from sendoff.render import rehearsal_json


def as_json(before: Before) -> dict[str, Any]:
    """Return what it came to.

    `{"done": bool, "why"}`, and where it was done `flows`, `seconds`, `differences`, `findings` and `not_rehearsed` of
    `rehearsal_json` too.
    """
    if before.rehearsal is None:
        return {"done": False, "why": before.why}
    told = rehearsal_json.as_json(before.rehearsal)
    names = ("flows", "seconds", "differences", "findings", "not_rehearsed")
    return {"done": True, "why": "", **{name: told[name] for name in names}}
