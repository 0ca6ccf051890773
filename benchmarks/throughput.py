"""Messages a second through an applied server, against the same Postfix with Debian's own configuration.

    sudo .venv-test/bin/python benchmarks/throughput.py

Postfix's smtp-source hands messages to localhost:25; the server delivers them by MX to smtp-sink on the other
side of a private network. The clock stops when the queue is empty.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import compare, report  # noqa: E402
from sendoff.lab import World  # noqa: E402

MESSAGES = 3000
SESSIONS = 10
SIZE = 4096
ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
WANTED = 0.97
QUEUES = ("maildrop", "incoming", "active")
SECONDS = 120.0
LISTENS = "import socket, time\nwhile socket.socket().connect_ex(('10.77.0.11', 25)): time.sleep(0.05)"


def rate(world: World) -> Callable[[], float]:
    """Return a function that sends the messages through a world and gives messages a second."""
    world.popen(["smtp-sink", "-u", "nobody", "10.77.0.11:25", "1000"], at="outside")
    world.run(["python3", "-c", LISTENS], at="outside")
    source = ["smtp-source", "-s", str(SESSIONS), "-m", str(MESSAGES), "-l", str(SIZE)]
    addresses = ["-f", "app@web1.example.com", "-t", "someone@example.net"]

    def run() -> float:
        started = time.perf_counter()
        world.run([*source, *addresses, "127.0.0.1:25"], timeout=SECONDS)
        while any(any(world.path(f"/var/spool/postfix/{queue}").iterdir()) for queue in QUEUES):
            if time.perf_counter() - started > SECONDS:
                raise TimeoutError(world.situation())
            time.sleep(0.01)
        return MESSAGES / (time.perf_counter() - started)

    return run


def main() -> int:
    """Measure; 1 when the ratio misses what is wanted."""
    with World(zones=ZONES) as debian, World(zones=ZONES) as applied:
        applied.run(["mkdir", "-p", "/etc/sendoff"])
        applied.path("/etc/sendoff/server.json").write_text('{"postfix::envelope_from": "webserver@example.net"}')
        applied.sendoff("apply", "--yes", check=True)
        print(f"{MESSAGES} messages of {SIZE} bytes in {SESSIONS} sessions")
        measured = compare(rate(debian), rate(applied))
        return 0 if report(("Debian's own configuration", "applied by sendoff"), "messages/s", measured, WANTED) else 1


if __name__ == "__main__":
    sys.exit(main())
