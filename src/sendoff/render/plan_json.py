"""A plan as JSON: a stable shape for other programs."""

from __future__ import annotations

from typing import Any

from sendoff.change.plan import Consequence, Plan
from sendoff.change.steps import steps
from sendoff.config.problems import Place


def as_json(plan: Plan, accepted: frozenset[str]) -> dict[str, Any]:
    """Return the plan; secrets are masked in it.

    `{"in_sync", "digest", "action": none|reload|restart|start, "packages": [...], "changes": [{"parameter", "before",
    "after", "origin": administrator|sendoff|drift|default, "key"}], "tables": [{"name", "before", "after",
    "secret_changed"}], "consequences": [{"id", "level": refuse|warn|note, "text", "key", "place": {"file", "line",
    "column"}|null, "unknown", "mend", "accepted"}], "refused": bool, "steps": [...], "signer":
    none|start|reload|restart|stop, "records": [{"name", "value"}]}`; a value that is not set is null, and so is that of
    a DKIM record whose key is made only when the plan is applied.
    """
    step = plan.transition
    return {
        "in_sync": plan.in_sync,
        "digest": plan.digest,
        "action": step.action,
        "packages": list(plan.packages),
        "changes": [
            {"parameter": c.parameter, "before": c.before, "after": c.after, "origin": c.origin, "key": c.key}
            for c in step.changes.values()
        ],
        "tables": [
            {"name": t.name, "before": t.before, "after": t.after, "secret_changed": t.secret_changed}
            for t in step.table_changes
        ],
        "consequences": [_consequence(found, accepted) for found in plan.consequences],
        "refused": bool(plan.refused(accepted)),
        "steps": [] if plan.in_sync else steps(plan),
        "signer": step.signer,
        "records": [{"name": name, "value": value} for name, value in plan.records],
    }


def _consequence(found: Consequence, accepted: frozenset[str]) -> dict[str, Any]:
    return {
        "id": found.id,
        "level": found.level,
        "text": found.text,
        "key": found.key,
        "place": place(found.place),
        "unknown": found.unknown,
        "mend": found.mend,
        "accepted": found.level == "refuse" and found.id in accepted,
    }


def place(found: Place | None) -> dict[str, Any] | None:
    """Return a place as JSON."""
    return {"file": found.file, "line": found.line, "column": found.column} if found else None
