"""`sendoff queue` with many deferred messages, against `postqueue -j` alone.

    sudo .venv-test/bin/python benchmarks/queue.py [MESSAGES]

The messages are real queue files of a real Postfix in a private world, made of one that it deferred itself: each is a
copy with its own arrival, sender, recipient and reason, named by its inode as Postfix does it. Measured without a
ledger, and with one that knows who handed in each message.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from subprocess import DEVNULL
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.pairs import compare, report  # noqa: E402
from sendoff.host.ledger.schema import TABLES, VERSION  # noqa: E402
from sendoff.lab import World  # noqa: E402

MESSAGES = 100_000
WANTED = round(1 / 1.5, 3)
MEGABYTES = 100
SPOOL = "/var/spool/postfix"
LEDGER = "/var/lib/sendoff/ledger/ledger.db"
AGES = (200, 1000, 4000, 20_000, 90_000, 300_000)
REASONS = (
    "connect to mx{n:02}.dest{d:02}.example[192.0.2.{n}]:25: Connection timed out",
    "host mx{n:02}.dest{d:02}.example[192.0.2.{n}] said: 451 4.7.1 <user{u:06}@dest{d:02}.example>: Recipient address "
    "rejected: Greylisting in action, please come back in {n} seconds (in reply to RCPT TO command)",
    "delivery temporarily suspended: lost connection with mx{n:02}.dest{d:02}.example[192.0.2.{n}] while receiving the "
    "initial server greeting",
    "Host or domain name not found. Name service error for name=dest{d:02}.example type=MX: Host not found, try again",
)


def fill(world: World, count: int) -> None:
    """Make deferred messages of one that Postfix deferred itself; Postfix is stopped meanwhile."""
    world.run(["postconf", "-e", "defer_transports=smtp"])
    world.run(["postfix", "reload"])
    world.run(["sendmail", "-f", "shop00@sender.example", "user000000@dest00.example"], input="Subject: x\n\nhello\n")
    world.wait_log("status=deferred")
    world.run(["postfix", "stop"])
    [queued] = world.path(f"{SPOOL}/deferred").glob("*/*")
    message, owner = queued.read_bytes(), queued.stat()
    log = world.path(f"{SPOOL}/defer/{queued.name[0]}/{queued.name}").read_text()
    offset = re.search(r"offset=(\d+)", log)
    assert offset is not None  # noqa: S101 - Postfix writes it
    for folder in ("deferred", "defer"):
        for digit in "0123456789ABCDEF":
            place = world.path(f"{SPOOL}/{folder}/{digit}")
            place.mkdir(mode=0o700, exist_ok=True)
            os.chown(place, owner.st_uid, owner.st_gid)
    spool, chance, now = world.path(SPOOL), random.Random(1), int(time.time())  # noqa: S311 - no secret
    arrived = re.search(rb"T.(\d{10}) ", message)
    assert arrived is not None  # noqa: S101
    for number in range(count):
        destination, user = min(int(chance.expovariate(0.15)), 99), number % 1_000_000
        arrival = now - int(chance.uniform(0.1, 1) * chance.choice(AGES))
        text = message.replace(b"user000000@dest00", b"user%06d@dest%02d" % (user, destination))
        text = text.replace(b"shop00@", b"shop%02d@" % min(int(chance.expovariate(0.1)), 99))
        text = text.replace(arrived[1], b"%d" % arrival)
        queue_id = _place(spool, text, chance.randrange(1_000_000), now + 3600 + chance.randrange(4000), owner)
        reason = chance.choice(REASONS).format(n=chance.randrange(1, 100), d=destination, u=user)
        address = f"user{user:06}@dest{destination:02}.example"
        entry = f"\n<{address}>: {reason}\nrecipient={address}\noffset={offset[1]}\ndsn_orig_rcpt=rfc822;{address}\n"
        path = spool / "defer" / queue_id[0] / queue_id
        path.write_text(f"{entry}status=4.4.1\naction=delayed\nreason={reason}\n\n")
        os.chown(path, owner.st_uid, owner.st_gid)


def _place(spool: Path, message: bytes, micro: int, retry: int, owner: os.stat_result) -> str:
    """Put a message into the deferred queue, and return its queue id."""
    new = spool / "deferred" / "new"
    new.write_bytes(message)
    queue_id = f"{micro:05X}{new.stat().st_ino:X}"
    new.chmod(0o700)
    os.chown(new, owner.st_uid, owner.st_gid)
    os.utime(new, (retry, retry))
    new.rename(spool / "deferred" / queue_id[0] / queue_id)
    return queue_id


def know(world: World) -> None:
    """Write a ledger that knows every waiting message, and as many that are gone."""
    folder = TemporaryDirectory()  # SQLite does not find its way through /proc
    path = Path(folder.name, "ledger.db")
    connection = sqlite3.connect(path)
    connection.executescript(f"{TABLES}; PRAGMA user_version={VERSION}; PRAGMA journal_mode=WAL")
    waiting = [file.name for file in world.path(f"{SPOOL}/deferred").glob("*/*")]
    with connection:
        for number, name in enumerate([*(f"{name}0" for name in waiting), *waiting]):
            row = (name, "postfix", 1, 1, 33 + number % 20, f"user{number % 20}", "example.net")
            connection.execute(
                "INSERT INTO message (queue_id, instance, first_seen, last_seen, uid, user, sender_domain)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)", row,
            )  # fmt: skip
    connection.close()
    world.path(LEDGER).parent.mkdir(parents=True)
    copyfile(path, world.path(LEDGER))  # not through this process, whose size a new process begins with
    folder.cleanup()


def rate(world: World, count: int, command: list[str], peaks: list[int]) -> Callable[[], float]:
    """Return a function that runs a command in a world and gives messages a second; peaks get its memory (kB)."""

    def run() -> float:
        started = time.perf_counter()
        process = world.popen(
            command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env={"PYTHONPATH": str(ROOT / "src")}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise OSError(f"{command} ended with {process.returncode}")
        peaks.append(usage.ru_maxrss)
        return count / (time.perf_counter() - started)

    return run


def main() -> int:
    """Measure; 1 when a ratio misses what is wanted."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    good, peaks = True, list[int]()
    queue = [sys.executable, "-m", "sendoff", "queue"]
    with World() as world:
        fill(world, count)
        world.run(["postfix", "start"])
        print(f"{count} deferred messages")
        for title in ("sendoff queue, without a ledger", "sendoff queue, with a ledger"):
            if title.endswith("with a ledger"):
                know(world)
            pair = rate(world, count, ["postqueue", "-j"], []), rate(world, count, queue, peaks)
            good = report(("postqueue -j alone", title), "messages/s", compare(*pair), WANTED) and good
    print(f"  peak memory of sendoff queue {max(peaks) / 1000:.0f} MB, wanted at most {MEGABYTES}")
    return 0 if good and max(peaks) <= MEGABYTES * 1000 else 1


if __name__ == "__main__":
    sys.exit(main())
