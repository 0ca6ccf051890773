"""Facts of a healthy server that is watched, and what a check makes of changes to them."""

from __future__ import annotations

from typing import Any

from sendoff.monitor.check import Judgement, limits
from sendoff.monitor.check_facts import HOUR, Answering, Changing, Facts, Health, History, Service
from sendoff.monitor.check_ranges import parsed
from sendoff.monitor.checks import load

SECOND = 1_000_000
# Wednesday, 2026-11-18 10:30 UTC.
HOUR_OF_NOW = 1_763_461_800 // 3600 + 365 * 24
NOW = HOUR_OF_NOW * HOUR + HOUR // 2

HEALTH = Health(
    "/var/lib/sendoff/ledger/ledger.db", begins=NOW - 60 * 24 * HOUR, last_line=NOW, last_read=NOW, size=4096
)
EMPTY = {"maildrop": 0, "incoming": 0, "active": 0, "deferred": 0, "hold": 0}
HEALTHY = Facts(
    NOW,
    service=Service(installed=True, pid=4711),
    answering=Answering(
        frozenset({"127.0.0.1"}), frozenset({"127.0.0.1"}), True, "127.0.0.1", 220, "220 web1.example.net", 0.01
    ),
    files=EMPTY,
    watch=True,
    ledger=HEALTH,
    history=History({}, {}, None, HOUR_OF_NOW - 60 * 24),
    drifted=(),
    changing=Changing(),
    certificate=None,
    incidents=(),
    cases=(),
)


def facts(**changes: Any) -> Facts:
    return HEALTHY._replace(**changes)


def ledger(**changes: Any) -> Facts:
    return facts(ledger=HEALTH._replace(**changes))


def found(check: str, facts: Facts, **given: str) -> Judgement:
    """Return what a check finds; `warning_deferred="10"` gives a threshold."""
    ranges = {name.replace("_", "-"): parsed(text) for name, text in given.items()}
    judgement = load(check).judge(facts, limits(ranges))
    assert judgement.id == check
    assert judgement.text
    return judgement


def state(check: str, facts: Facts, **given: str) -> str:
    return found(check, facts, **given).state
