"""`sendoff watch --import` into a new ledger, against pflogsumm, which reads the same log and keeps only sums.

    apt-get install pflogsumm                 # the peer, from Debian
    .venv-test/bin/python benchmarks/import_log.py [--quick]

Both processes are timed whole, from start to end. The program looks first whether both count the same: delivered,
deferred and bounced; it is no race otherwise. The memory of the import is that of all its processes, each at its
largest, so memory that two of them share counts twice; it is measured for a log of one length and of four times that.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.maillog import lines  # noqa: E402
from benchmarks.pairs import PAIRS, at_most, compare, report  # noqa: E402

LINES, QUICK_LINES, QUICK_PAIRS = 1_000_000, 50_000, 2
LONGER = 4
WANTED = 1.0
MEGABYTES = 150
FLAT = 1.05
POLL = 0.02
SENDOFF = str(ROOT / "bin/sendoff")

Counts = dict[str, int]


def write(path: Path, count: int) -> None:
    """Write a generated log of so many lines."""
    with path.open("w") as file:
        file.writelines(f"{line}\n" for line in lines(count))


@contextmanager
def importing(log: Path) -> Iterator[tuple[list[str], Path]]:
    """Give the command that imports a log, and the new ledger's path; the ledger is gone afterwards."""
    with TemporaryDirectory(dir=log.parent) as folder:
        database = Path(folder, "ledger.db")
        yield [SENDOFF, "watch", "--import", str(log), "--database", str(database)], database


def run(command: list[str]) -> str:
    """Run a command to its end and return what it printed."""
    return subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout


def rates(log: Path, count: int) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return functions that read a log, with pflogsumm and with sendoff, and give lines a second."""

    def peer() -> float:
        started = time.perf_counter()
        run(["pflogsumm", str(log)])
        return count / (time.perf_counter() - started)

    def own() -> float:
        with importing(log) as (command, _):
            started = time.perf_counter()
            run(command)
            return count / (time.perf_counter() - started)

    return peer, own


def counted_by_pflogsumm(log: Path) -> Counts:
    """Return what pflogsumm counts; it writes half a million as 512k, so the log is to have fewer deliveries."""
    text = run(["pflogsumm", str(log)])
    found = re.search(
        r"^ *(\d+) +delivered\n(?:.*\n)? *(\d+) +deferred +\((\d+) +deferrals\)\n *(\d+) +bounced$", text, re.MULTILINE
    )
    if not found:
        raise ValueError(f"pflogsumm's sums are not as expected:\n{text[:600]}")
    return dict(zip(("delivered", "deferred messages", "deferrals", "bounced"), map(int, found.groups()), strict=True))


def counted_by_sendoff(log: Path) -> Counts:
    """Return the same from the ledger's deliveries, one row for each recipient of each message."""
    with importing(log) as (command, database):
        run(command)
        with closing(sqlite3.connect(database)) as ledger:
            row = ledger.execute(
                "SELECT sum(status = 'sent'), count(DISTINCT iif(attempts > (status <> 'deferred'), id >> 20, NULL)),"
                " sum(attempts) - sum(status IN ('sent', 'bounced')), sum(status = 'bounced') FROM delivery"
            ).fetchone()
    return dict(zip(("delivered", "deferred messages", "deferrals", "bounced"), row, strict=True))


def same(log: Path) -> bool:
    """Print what both count; true when it is the same."""
    peer, own = counted_by_pflogsumm(log), counted_by_sendoff(log)
    for name, count in peer.items():
        print(f"  {name:<42} pflogsumm {count:9}, sendoff {own[name]:9}{'' if own[name] == count else '  DIFFERENT'}")
    return peer == own


def peak(command: list[str]) -> float:
    """Run a command and return the memory (megabytes) of all its processes, each at its largest so far."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    largest = 0
    while process.poll() is None:
        largest = max(largest, sum(map(_high_water, _family(process.pid))))
        time.sleep(POLL)
    if process.returncode:
        raise OSError(f"{command} ended with {process.returncode}: {process.stderr and process.stderr.read()!r}")
    return largest * 1024 / 1e6


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    yield pid
    with suppress(OSError):  # it has ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _high_water(pid: int) -> int:
    """Return the most memory that a process had so far (KiB); 0 when it has ended."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) if found else 0
    return 0


def memory(log: Path, count: int) -> bool:
    """Measure the peak for a log and for a longer one; true when both are small and alike."""
    with importing(log) as (command, _):
        short = peak(command)
    write(log, count * LONGER)
    with importing(log) as (command, _):
        long = peak(command)
    good = at_most(f"peak memory, {count} lines", [short], "MB", MEGABYTES)
    good &= at_most(f"peak memory, {count * LONGER} lines", [long], "MB", MEGABYTES)
    return at_most("the second against the first", [long / short], "times", FLAT) and good


def main() -> int:
    """Measure; 1 when the counts differ or something misses what is wanted."""
    if not shutil.which("pflogsumm"):
        print("missing: pflogsumm; apt-get install pflogsumm", file=sys.stderr)
        return 2
    quick = "--quick" in sys.argv[1:]
    count, pairs = (QUICK_LINES, QUICK_PAIRS) if quick else (LINES, PAIRS)
    run([SENDOFF, "--version"])  # the first start makes an environment
    with TemporaryDirectory() as folder:
        log = Path(folder, "mail.log")
        write(log, count)
        print(f"a generated log of {count} lines, {log.stat().st_size / 1e6:.0f} MB")
        good = same(log)
        good &= report(("pflogsumm", "sendoff watch --import"), "lines/s", compare(*rates(log, count), pairs), WANTED)
        good &= memory(log, count)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
