"""`sendoff status`: what is applied, whether it still is, and whether Postfix runs."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sendoff.change.drift import drift
from sendoff.change.facts import Unknown
from sendoff.change.state import Machine
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK
from sendoff.cli.moments import add_database
from sendoff.host import Host
from sendoff.host.listening import listeners
from sendoff.host.lock import holder
from sendoff.host.observe import observe
from sendoff.host.queue import depth
from sendoff.host.service import running_pid
from sendoff.render import on_block_text, status_text, style

if TYPE_CHECKING:
    from sendoff.monitor.check_facts import Health

HELP = (
    "Show what is applied since when, whether the live configuration has drifted from it, whether Postfix runs, "
    "and how complete the ledger is."
)
EXAMPLE = "sendoff status"

_TOP = 10


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the status; nothing is changed."""
    machine = observe(host, secrets=False)
    found = _gather(host, machine, arguments.database)
    if arguments.json:
        print_json(found)
    else:
        print(status_text.text(found, time.time_ns() // 1000, style.of(sys.stdout)))
    healthy = machine.current and machine.running and not machine.pending and not (found["drift"] or found["under_way"])
    return OK if healthy else CHANGES


def _gather(host: Host, machine: Machine, database: str) -> dict[str, Any]:
    """Return the status.

    `{"generation", "applied", "reason", "monitoring", "unknown": [...], "drift": [{"parameter", "applied", "live",
    "wins"}], "under_way": process|null, "half_done": {"number", "started", "phase"}|null,
    "postfix": {"installed", "running", "version", "pid", "listening": [...]}, "queue": {queue: count}|null,
    "queue_unknown", "watch": {"running", "source", "source_trouble", "last_line", "last_read", "fresh", "trouble"},
    "notify": {"places", "last", "trouble"}|null, "ledger": {"path", "begins", "complete", "gaps": [{"kind", "what",
    "since", "until", "count", "example"}], "bytes"}|null, "ledger_unknown", "cases": [{"number", "provider", "state",
    "opened", "sent", "due", "overdue"}]|null, "cases_unknown", "incidents": [...]|null, "on_block":
    {"configured": {provider: [...]}, "on": [{"provider", "kind", "next_hop", "domains": count, "since", "incident":
    number}]}}`; what is not known is null. The gaps are those of the last 24 hours; the incidents are the open ones, as
    `render.incidents_json` has them.
    """
    current, pending, queue, under_way = machine.current, machine.pending, depth(host), holder()
    return {
        "generation": current.number if current else None,
        "applied": current.applied if current else None,
        "reason": current.reason if current else None,
        "monitoring": current.monitoring if current else None,
        "unknown": list(current.unknown) if current else [],
        "drift": [asdict(found) for found in drift(machine)],
        "under_way": under_way,
        "half_done": pending._asdict() if pending and not under_way else None,
        "postfix": {
            "installed": machine.installed,
            "running": machine.running,
            "version": machine.build.version or None,
            "pid": running_pid(host),
            "listening": sorted(listeners(host, 25)),
        },
        "queue": None if isinstance(queue, Unknown) else queue,
        "queue_unknown": queue.reason if isinstance(queue, Unknown) else None,
        **_watched(database),
        "incidents": _incidents(database),
        **_cases(host, database),
        "on_block": on_block_text.member(current),
    }


def _watched(database: str) -> dict[str, Any]:
    """Return `watch`, `ledger` and `ledger_unknown`: whether the log is followed, and what the ledger knows.

    A watch that does not run is no drift: it has its own words here, and `sendoff check` to warn of it.
    """
    from sendoff.host.ledger.running import running
    from sendoff.render import status_ledger

    now = time.time_ns() // 1000
    return status_ledger.members(_health(database, now), running(database), now)


def _incidents(database: str) -> list[dict[str, Any]] | None:
    """Return the open incidents, None where the ledger cannot be read; a provider that blocks us is no drift either."""
    from sendoff.host.errors import HostError
    from sendoff.host.ledger.incidents import incidents, met
    from sendoff.host.ledger.reading import ledger

    try:
        with ledger(database) as source:
            found = met(source, incidents(source, only_open=True), _TOP)
    except HostError:
        return None
    if not found:
        return []
    from sendoff.render.incidents_json import as_json

    return as_json(found)


def _cases(host: Host, database: str) -> dict[str, Any]:
    """Return `cases` and `cases_unknown`: the open cases with providers; only root may know them."""
    from sendoff.host.cases import FOLDER, due_at, shelf
    from sendoff.host.errors import HostError
    from sendoff.render import status_cases

    if host.files.status(FOLDER) is None:
        return status_cases.members((), 0)
    from sendoff.host.casing.ending import ends

    try:
        found = shelf(host.files, FOLDER)
    except HostError as error:
        return status_cases.unknown(error.what)
    known = [(case, due_at(case)) for case in ends(found.cases, database).cases]
    return status_cases.members(known, time.time_ns() // 1000, [path for path, _ in found.broken])


def _health(database: str, now: int) -> Health | Unknown:
    from sendoff.host.errors import HostError
    from sendoff.host.files import RealFiles
    from sendoff.host.ledger.health import health
    from sendoff.host.ledger.reading import ledger

    try:
        if RealFiles().status(database) is None:
            return Unknown("no ledger yet: start `sendoff watch`")
        with ledger(database) as source:
            return health(source, now)
    except HostError as error:
        return Unknown(error.what)
