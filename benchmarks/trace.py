"""`sendoff trace ADDRESS` in a ledger of a million deliveries, against zgrep in the compressed log it was made from.

    .venv-test/bin/python benchmarks/trace.py [--quick]

Each pair asks for another address, the same with both, and the program looks whether both find the same messages.
Both read from the page cache, as somebody does who asks twice. The log is made for it: some 6,000,000 lines, a gigabyte
with the ledger in the temporary folder.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.maillog import DOMAINS, lines  # noqa: E402
from benchmarks.pairs import PAIRS, compare, report  # noqa: E402

LINES, QUICK_LINES, QUICK_PAIRS = 5_900_000, 200_000, 2
DELIVERIES = 1_000_000
WANTED = 20.0
SENDOFF = str(ROOT / "bin/sendoff")
NOT_DELIVERED = 2
"""An exit code of `sendoff trace`, as 0 is: found, but not everything of it was delivered."""


def write(path: Path, count: int) -> None:
    """Write a generated log of so many lines, compressed as logrotate does it."""
    with path.open("wb") as file, subprocess.Popen(["gzip"], stdin=subprocess.PIPE, stdout=file, text=True) as packer:
        assert packer.stdin  # noqa: S101 # a pipe, as asked for
        packer.stdin.writelines(f"{line}\n" for line in lines(count))
    if packer.returncode:
        raise OSError(f"gzip ended with {packer.returncode}")


def import_log(log: Path, database: Path) -> dict[str, Any]:
    """Make a ledger of a log, and return what the import says."""
    command = [SENDOFF, "watch", "--import", str(log), "--database", str(database), "--json"]
    done = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def recipients(database: Path, count: int) -> list[str]:
    """Return addresses of recipients, of those that the generator makes up."""
    query = (
        "SELECT local || '@' || domain FROM delivery"
        " WHERE domain IN (SELECT value FROM json_each(?)) AND id > ? ORDER BY id LIMIT 1"
    )
    pick = random.Random(1)  # noqa: S311 # nothing secret
    with closing(sqlite3.connect(database)) as ledger:
        most = ledger.execute("SELECT max(id) FROM delivery").fetchone()[0]
        return [
            ledger.execute(query, (json.dumps(DOMAINS), pick.randrange(most * 9 // 10))).fetchone()[0]
            for _ in range(count)
        ]


def traced(database: Path, addresses: list[str], found: list[set[str]]) -> Callable[[], float]:
    """Return a function that traces the next address and gives the seconds; `found` gets the queue ids."""
    left = iter(addresses)

    def run() -> float:
        command = [SENDOFF, "trace", next(left), "--json", "--database", str(database)]
        started = time.perf_counter()
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        if done.returncode not in (0, NOT_DELIVERED):
            raise OSError(f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}")
        found.append({each["queue_id"] for each in json.loads(done.stdout)["deliveries"]})
        return seconds

    return run


def searched(log: Path, addresses: list[str], found: list[set[str]]) -> Callable[[], float]:
    """Return a function that looks for the next address in the log; as `traced`."""
    left = iter(addresses)

    def run() -> float:
        address = next(left)
        started = time.perf_counter()
        done = subprocess.run(["zgrep", "-F", address, str(log)], check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - started
        found.append(set(re.findall(rf" ([0-9A-Za-z]+): to=<{re.escape(address)}>", done.stdout)))
        return seconds

    return run


def main() -> int:
    """Measure; 1 when the answers differ or the ratio misses what is wanted."""
    quick = "--quick" in sys.argv[1:]
    count, pairs = (QUICK_LINES, QUICK_PAIRS) if quick else (LINES, PAIRS)
    with TemporaryDirectory() as folder:
        log, database = Path(folder, "mail.log.gz"), Path(folder, "ledger.db")
        write(log, count)
        imported = import_log(log, database)
        print(
            f"{imported['deliveries']} deliveries of {imported['lines']} lines; compressed log"
            f" {log.stat().st_size / 1e6:.0f} MB, ledger {database.stat().st_size / 1e6:.0f} MB"
        )
        addresses = recipients(database, pairs + 1)
        ours, theirs = list[set[str]](), list[set[str]]()
        measured = compare(traced(database, addresses, ours), searched(log, addresses, theirs), pairs)
        good = report(("sendoff trace", "zgrep of the compressed log"), "s", measured, WANTED)
    for address, own, other in zip(addresses, ours, theirs, strict=True):
        if own != other:
            print(f"  {address}: trace found {sorted(own)}, zgrep {sorted(other)}")
            good = False
    if imported["deliveries"] < DELIVERIES and not quick:
        print(f"  fewer than {DELIVERIES} deliveries: the log must be longer")
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
