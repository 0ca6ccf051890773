"""Messages a second through an applied server that `sendoff watch` watches, against the same server without it.

    sudo .venv-test/bin/python benchmarks/watch_cost.py [--quick]

Postfix's smtp-source hands messages to localhost:25 as fast as it goes; the server delivers them by MX to smtp-sink on
the other side of a private network. Both ways are in one world: the watch is started before its half of each pair,
reads what it missed, and is ended after it. It runs as a user starts it, with the log, the ledger, the metrics and the
looks at the queue that it has by default. A run's clock stops when the queue is empty; another tells how long the watch
then takes until the last message stands in the ledger as gone.

The world's queue and ledger are in memory: Postfix waits for no disk, so every cycle that the watch takes shows.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import at_most, compare, report  # noqa: E402
from sendoff.lab import World  # noqa: E402

MESSAGES, QUICK_MESSAGES = 3000, 1000
PAIRS, QUICK_PAIRS = 15, 2
SESSIONS = 10
SIZE = 4096
ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
WANTED = 0.97
WANTED_SECONDS = 1.0
QUEUES = ("maildrop", "incoming", "active")
SECONDS = 120.0
TICKS = os.sysconf("SC_CLK_TCK")
SENDOFF = str(ROOT / "bin/sendoff")
LISTENS = "import socket, time\nwhile socket.socket().connect_ex(('10.77.0.11', 25)): time.sleep(0.05)"
ASKS = """
import sqlite3, sys, time
GONE = "SELECT sum(count) FROM tally WHERE name = 'removed'"
for line in sys.stdin:
    deadline, count = time.monotonic() + 60, 0
    while count < int(line) and time.monotonic() < deadline:
        try:
            ledger = sqlite3.connect("file:/var/lib/sendoff/ledger/ledger.db?mode=ro", uri=True)
            count = ledger.execute(GONE).fetchone()[0] or 0
            ledger.close()
        except sqlite3.Error:  # not made yet
            pass
        time.sleep(0.01)
    print(count, flush=True)
"""
"""Runs in the world: for each number of messages it answers when the ledger has so many that are gone."""


class Seen(NamedTuple):
    """What the runs with a watch told: seconds it was behind at the end, and the seconds of processor it took."""

    behind: list[float]
    processor: list[float]


class Server:
    """An applied server in a world, and the watch of it."""

    def __init__(self, world: World, messages: int) -> None:
        """Apply, and start the receiver and what asks the ledger."""
        self._world, self._messages = world, messages
        world.run(["mkdir", "-p", "/etc/sendoff"])
        world.path("/etc/sendoff/server.json").write_text('{"postfix::envelope_from": "webserver@example.net"}')
        world.run([SENDOFF, "apply", "--yes"], timeout=60)
        world.popen(["smtp-sink", "-u", "nobody", "10.77.0.11:25", "1000"], at="outside")
        world.run(["python3", "-c", LISTENS], at="outside")
        self._ledger = world.popen(["python3", "-c", ASKS], stderr=None)
        self._gone = world.log().count(": removed\n")
        self.seen = Seen([], [])

    def without(self) -> float:
        """Return messages a second with nobody watching."""
        return self._messages / self._send()

    def watched(self) -> float:
        """Return messages a second while the watch runs, which has read everything before."""
        entering = self._world.popen(
            [SENDOFF, "watch"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            self._await_ledger()
            [watch] = map(int, Path(f"/proc/{entering.pid}/task/{entering.pid}/children").read_text().split())
            before = _processor(watch)
            seconds = self._send()
            left = time.perf_counter()
            self._await_ledger()
            self.seen.behind.append(time.perf_counter() - left)
            self.seen.processor.append(_processor(watch) - before)
            os.kill(watch, signal.SIGTERM)
            _, said = entering.communicate(timeout=SECONDS)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(entering.pid, signal.SIGKILL)
        if entering.returncode:
            raise OSError(f"the watch ended with {entering.returncode}: {said}")
        return self._messages / seconds

    def _send(self) -> float:
        """Send the messages; return the seconds until the queue is empty."""
        source = ["smtp-source", "-s", str(SESSIONS), "-m", str(self._messages), "-l", str(SIZE)]
        started = time.perf_counter()
        self._world.run(
            [*source, "-f", "app@web1.example.com", "-t", "someone@example.net", "127.0.0.1:25"], timeout=SECONDS
        )
        while any(any(self._world.path(f"/var/spool/postfix/{queue}").iterdir()) for queue in QUEUES):
            if time.perf_counter() - started > SECONDS:
                raise TimeoutError(self._world.situation())
            time.sleep(0.01)
        self._gone += self._messages
        return time.perf_counter() - started

    def _await_ledger(self) -> None:
        """Wait until the ledger has every message that is gone.

        Raises:
            TimeoutError: it has not, after a minute.
        """
        asked, answers = self._ledger.stdin, self._ledger.stdout
        assert asked and answers  # noqa: S101, PT018 # pipes, as asked for
        asked.write(f"{self._gone}\n")
        asked.flush()
        if (count := int(answers.readline())) != self._gone:
            raise TimeoutError(f"{self._gone} messages are gone, the ledger has {count} of them")


def _processor(pid: int) -> float:
    """Return the seconds of processor that a process and its ended children took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def main() -> int:
    """Measure; 1 when the ratio or the delay misses what is wanted."""
    quick = "--quick" in sys.argv[1:]
    messages, pairs = (QUICK_MESSAGES, QUICK_PAIRS) if quick else (MESSAGES, PAIRS)
    subprocess.run(
        [SENDOFF, "--version"], check=True, stdout=subprocess.DEVNULL
    )  # the first start makes an environment
    with World(zones=ZONES) as world:
        server = Server(world, messages)
        print(f"{messages} messages of {SIZE} bytes in {SESSIONS} sessions")
        measured = compare(server.without, server.watched, pairs)
        seen = server.seen
    good = report(("nobody watches", "sendoff watch watches"), "messages/s", measured, WANTED)
    good &= at_most("behind the last message", seen.behind[1:], "s", WANTED_SECONDS)
    each = [seconds / messages * 10_000 for seconds in seen.processor[1:]]
    print(f"  {'processor time for 10,000 messages':<42} median {statistics.median(each):9.3f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
