"""`sendoff status`: what is applied, whether it still is, and whether Postfix runs."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from sendoff.change.drift import drift
from sendoff.change.facts import Unknown
from sendoff.change.state import Machine
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK
from sendoff.host import Host
from sendoff.host.listening import listeners
from sendoff.host.lock import holder
from sendoff.host.observe import observe
from sendoff.host.queue import depth
from sendoff.host.service import running_pid
from sendoff.render import status_text, style

HELP = "Show what is applied since when, whether the live configuration has drifted from it, and whether Postfix runs."
EXAMPLE = "sendoff status"


def add(parser: argparse.ArgumentParser) -> None:
    """Add no options of its own."""


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the status; nothing is changed."""
    machine = observe(host, secrets=False)
    found = _gather(host, machine)
    if arguments.json:
        print_json(found)
    else:
        print(status_text.text(found, style.of(sys.stdout)))
    healthy = machine.current and machine.running and not machine.pending and not (found["drift"] or found["under_way"])
    return OK if healthy else CHANGES


def _gather(host: Host, machine: Machine) -> dict[str, Any]:
    """Return the status.

    `{"generation", "applied", "reason", "monitoring", "unknown": [...], "drift": [{"parameter", "applied", "live",
    "wins"}], "under_way": process|null, "half_done": {"number", "started", "phase"}|null,
    "postfix": {"installed", "running", "version", "pid", "listening": [...]}, "queue": {queue: count}|null,
    "queue_unknown"}`; what is not known is null.
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
    }
