"""`sendoff rehearse` against starting Postfix twice: both mail systems of the rehearsal, and nothing sent through them.

    sudo .venv-test/bin/python benchmarks/rehearse.py [--quick]

Everything runs in one private world with a real, applied Postfix, which a new smarthost with credentials, an envelope
sender and a size limit are rehearsed for. The peer brings up the same two systems, side by side as the rehearsal does:
their networks, files and receivers, and `postfix start` in each. All processes are timed whole, with Python's start.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import at_most, compare, report  # noqa: E402
from sendoff.lab import World  # noqa: E402

PAIRS, QUICK_PAIRS = 9, 2
WANTED_SECONDS = 5.0
WANTED = 0.33
"""Of the rate: a rehearsal takes no more than three times as long as starting the two systems."""
DOCUMENT = {
    "postfix::relayhost": "[smtp.example.net]:587",
    "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "user:password"},
    "postfix::envelope_from": "webserver@example.net",
    "postfix::message_size_limit": 500000,
}
PEER = """
import os, threading
from sendoff.cli import documents, planning
from sendoff.host import real
from sendoff.host.rehearsing import reading, worlds
from sendoff.lab import World
from sendoff.rehearsal.stage import stage
host = real()
found = reading.read(host, planning.Draft(host, documents.read(host, []))())
made = stage(found.around)
def start(copy, which):
    job = worlds.Performance(found, copy, made, which, print, 0)
    with World(found.node, zones=made.zones, receivers=job.receivers(), copy=copy):
        pass
both = [threading.Thread(target=start, args=each) for each in ((found.now, "now"), (found.then, "then"))]
for each in both: each.start()
for each in both: each.join()
"""


def seconds(run: Callable[[], object]) -> Callable[[], float]:
    """Return a function that runs something and gives its seconds."""

    def timed() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return timed


def main() -> int:
    """Measure; 1 when it takes longer than is wanted."""
    pairs = QUICK_PAIRS if "--quick" in sys.argv else PAIRS
    with World() as world:
        world.run(["mkdir", "-p", "/etc/sendoff"])
        path = world.path("/etc/sendoff/server.json")
        path.write_text("{}")
        world.sendoff("apply", "--yes", check=True)
        path.write_text(json.dumps(DOCUMENT))
        rehearsing = seconds(lambda: world.sendoff("rehearse", check=True))
        starting = seconds(lambda: world.python("-c", PEER))
        measured = compare(rehearsing, starting, pairs)
    names = ("sendoff rehearse", "starting both mail systems")
    good = report(names, "s", measured, WANTED)
    good &= at_most("both systems, and all mails through them", [first for first, _ in measured], "s", WANTED_SECONDS)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
