"""A replay as JSON: a stable shape for other programs."""

from __future__ import annotations

from typing import Any

from sendoff.change.replay import Replay
from sendoff.change.replay.traffic import Counted
from sendoff.delivery.gaps import KINDS
from sendoff.render.moments import iso


def as_json(found: Replay) -> dict[str, Any]:
    """Return the replay.

    `{"since", "until", "deliveries", "complete": bool, "gaps": [{"kind", "what", "since", "until", "count"}],
    "counted": [{"id", "text", "deliveries", "unknown", "why", "examples": [{"name", "deliveries"}]}]}`; `unknown` is
    the number of deliveries of which nobody can tell, `why` the reason or null.
    """
    traffic = found.traffic
    return {
        "since": iso(traffic.since),
        "until": iso(traffic.until),
        "deliveries": traffic.deliveries,
        "complete": not traffic.gaps,
        "gaps": [
            {
                "kind": gap.kind,
                "what": KINDS.get(gap.kind, gap.kind),
                "since": iso(gap.since),
                "until": iso(gap.until),
                "count": gap.count,
            }
            for gap in traffic.gaps
        ],
        "counted": [_counted(each) for each in found.counted],
    }


def _counted(found: Counted) -> dict[str, Any]:
    return {
        "id": found.id,
        "text": found.text,
        "deliveries": found.deliveries,
        "unknown": found.unknown,
        "why": found.why or None,
        "examples": [{"name": name, "deliveries": count} for name, count in found.examples],
    }
