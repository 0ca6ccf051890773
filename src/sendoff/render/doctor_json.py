"""What `sendoff doctor` found, as JSON.

`{"score", "best", "unasked", "server", "domains": [...], "findings": [{"id", "subject", "result", "asked", "answered",
"why", "mend", "weight"}]}`. `result` is pass, warn, fail, unknown or skipped, the heaviest first. `score` is out of
ten, with what could not be asked counted as failed; `best` counts it as fine, and `unasked` is how many checks
met something unknown. `weight` is what a failure of the check costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sendoff.config.masking import printable
from sendoff.render.doctor_text import Visit
from sendoff.reputation.check import Finding


def as_json(visit: Visit, weights: Mapping[str, float]) -> dict[str, Any]:
    """Return the result; `weights` are the checks'."""
    return {
        "score": visit.score.points,
        "best": visit.score.best,
        "unasked": visit.score.unasked,
        "server": printable(visit.server),
        "domains": [printable(name) for name in visit.domains],
        "findings": [_finding(found, weights) for found in visit.findings],
    }


def _finding(found: Finding, weights: Mapping[str, float]) -> dict[str, Any]:
    return {
        "id": found.id,
        "subject": printable(found.subject),
        "result": found.result,
        "asked": printable(found.asked),
        "answered": printable(found.answered),
        "why": found.why,
        "mend": printable(found.mend),
        "weight": weights[found.id],
    }
