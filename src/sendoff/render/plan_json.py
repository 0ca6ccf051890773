"""A plan as JSON: a stable shape for other programs."""

from __future__ import annotations

from typing import Any

from sendoff.change.plan import Consequence, Plan
from sendoff.change.steps import steps
from sendoff.config.problems import Place
from sendoff.rehearsal.before import Expected


def as_json(plan: Plan, accepted: frozenset[str], expected: Expected | None = None) -> dict[str, Any]:
    """Return the plan; secrets are masked in it. `expected` says when it will be rehearsed.

    `{"in_sync", "digest", "action": none|reload|restart|start, "packages": [...], "changes": [{"parameter", "before",
    "after", "origin": administrator|sendoff|drift|default, "key"}], "tables": [{"name", "before", "after",
    "secret_changed"}], "consequences": [{"id", "level": refuse|warn|note, "text", "key", "place": {"file", "line",
    "column"}|null, "unknown", "mend", "accepted", "counted"}], "refused": bool, "steps": [...], "signer":
    none|start|reload|restart|stop, "records": [{"name", "value"}], "rehearsal": {"when": first|after-installing|never,
    "why"}|null}`; a value that is not set is null, and so is that of
    a DKIM record whose key is made only when the plan is applied. With a replay there is `"replay"` (`replay_json`),
    and `counted` of a consequence is the number of deliveries that it would have concerned; null: not counted.
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
        "consequences": [_consequence(found, plan, accepted) for found in plan.consequences],
        "refused": bool(plan.refused(accepted)),
        "steps": [] if plan.in_sync else steps(plan),
        "signer": step.signer,
        "records": [{"name": name, "value": value} for name, value in plan.records],
        "rehearsal": {"when": expected.when, "why": expected.why} if expected else None,
        **_replay(plan),
    }


def _replay(plan: Plan) -> dict[str, Any]:
    if not plan.replay:
        return {}
    from sendoff.render import replay_json  # start-up: only where it is asked for

    return {"replay": replay_json.as_json(plan.replay)}


def _consequence(found: Consequence, plan: Plan, accepted: frozenset[str]) -> dict[str, Any]:
    counted = plan.replay.of(found.id) if plan.replay else None
    return {
        "id": found.id,
        "level": found.level,
        "text": found.text,
        "key": found.key,
        "place": place(found.place),
        "unknown": found.unknown,
        "mend": found.mend,
        "accepted": found.level == "refuse" and found.id in accepted,
        "counted": counted.deliveries if counted else None,
    }


def place(found: Place | None) -> dict[str, Any] | None:
    """Return a place as JSON."""
    return {"file": found.file, "line": found.line, "column": found.column} if found else None
