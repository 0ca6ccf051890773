"""How much the ledger holds, so that what an import brought can be told."""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from sendoff.host.ledger.reading import ledger


class Counted(NamedTuple):
    """Rows, lines by what they were (parsed, unknown, unreadable, foreign), and gaps by kind."""

    messages: int
    deliveries: int
    lines: dict[str, int]
    gaps: dict[str, int]

    def since(self, before: Counted) -> Counted:
        """Return what came since."""
        return Counted(
            self.messages - before.messages,
            self.deliveries - before.deliveries,
            {name: count - before.lines.get(name, 0) for name, count in self.lines.items()},
            {kind: more for kind, count in sorted(self.gaps.items()) if (more := count - before.gaps.get(kind, 0)) > 0},
        )


def counted(path: str) -> Counted:
    """Return what a ledger holds; nothing where there is none yet.

    Raises:
        HostError: it cannot be read.
    """
    if not os.path.exists(path):
        return Counted(0, 0, {}, {})
    with ledger(path) as opened:
        return Counted(
            opened.rows("SELECT count(*) FROM message")[0][0],
            opened.rows("SELECT count(*) FROM delivery")[0][0],
            dict(map(tuple, opened.rows("SELECT label, sum(count) FROM tally WHERE name = 'lines' GROUP BY label"))),
            dict(map(tuple, opened.rows("SELECT kind, sum(count) FROM gap GROUP BY kind"))),
        )


def places(path: str, prefix: str) -> dict[str, dict[str, Any]]:
    """Return how far logs were read whose names begin with a prefix, by the rest of the name."""
    if not os.path.exists(path):
        return {}
    with ledger(path) as opened:
        found = opened.rows("SELECT source, value FROM place WHERE substr(source, 1, ?) = ?", (len(prefix), prefix))
        return {row["source"][len(prefix) :]: json.loads(row["value"]) for row in found}


def older(path: str, moment: int) -> int:
    """Return how many deliveries ended before a moment (microseconds)."""
    with ledger(path) as opened:
        found: int = opened.rows("SELECT count(*) FROM delivery WHERE last_seen < ?", (moment,))[0][0]
        return found
