"""What the ledger makes of a world's mail log: read whole, in pieces with a kill after each, and shuffled."""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer
from sendoff.lab import LabTimeout, World
from tests.property.test_ledger import shuffled

MakeWorld = Callable[..., World]
Row = dict[str, Any]

ZONES = ["example.net. MX 10 mx.example.net.", "mx.example.net. A 10.77.0.11"]
TEXT = "Subject: hello\n\nHello.\n"
_PIECES = 12
_DEADLINE = 20.0
_THEN = 10  # seconds: Postfix's programs re-read files that are younger until they have aged


class Known:
    """What one reading gives: `deliveries` (rows of the view `fate`), `messages`, `rejections` and `gaps`."""

    def __init__(self, pieces: Iterable[bytes], latest: float | None = None) -> None:
        """Read pieces of a log, each with a new writer; all but the last are killed after their commit."""
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "ledger.db"))
            given = list(pieces)
            taken = []
            for number, piece in enumerate(given):
                writer = Writer(path)
                taken.append(writer.take("log", piece, {"piece": number}, latest or time.time()))
                if number == len(given) - 1:
                    writer.close()
                else:
                    writer._connection.close()
            self.unknown = sum(each.unknown + each.unreadable for each in taken)
            with ledger(path) as found:
                self.deliveries = rows(found.rows("SELECT * FROM fate ORDER BY id"))
                self.messages = rows(found.rows("SELECT * FROM message ORDER BY id"))
                self.rejections = rows(found.rows("SELECT * FROM rejection"))
                self.gaps = [(row["kind"], row["example"]) for row in found.rows("SELECT * FROM gap")]
                self.tallies = {
                    (row["name"], row["label"]): row["count"]
                    for row in found.rows("SELECT name, label, sum(count) AS count FROM tally GROUP BY 1, 2")
                }

    def all_of(self, recipient: str) -> list[Row]:
        """Return all deliveries to a recipient, oldest message first."""
        return [each for each in self.deliveries if each["recipient"] == recipient]

    def of(self, recipient: str) -> Row:
        """Return the one delivery to a recipient."""
        found = self.all_of(recipient)
        assert len(found) == 1, (recipient, self.deliveries)
        return found[0]

    def message(self, queue_id: str) -> Row:
        """Return the one message with a queue id."""
        [found] = [each for each in self.messages if each["queue_id"] == queue_id]
        return found

    def verdicts(self) -> dict[str, str]:
        """Return each recipient's verdict; for worlds where everybody gets one mail."""
        return {each["recipient"]: each["verdict"] for each in self.deliveries}


def rows(found: Iterable[sqlite3.Row]) -> list[Row]:
    return [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118 # sqlite3.Row has keys


def known(world: World, *, seed: int = 7, mix: bool = True) -> Known:
    """Return what a healthy log tells: nothing is missing, nothing is not understood, however it is read.

    `mix`: also with the lines of different processes in another order within each second.
    """
    text = world.log()
    lines = text.splitlines()
    whole = Known([text.encode()])
    assert (whole.gaps, whole.unknown) == ([], 0), text
    step = max(1, len(lines) // _PIECES)
    pieces = Known(encoded(lines[start : start + step]) for start in range(0, len(lines), step))
    assert (told(pieces), pieces.gaps) == (told(whole), []), text
    order = random.Random(seed)  # noqa: S311 # nobody is to be kept from guessing it
    mixed = Known([encoded(shuffled(lines, order) if mix else lines)])
    assert (told(mixed), mixed.gaps) == (told(whole), []), text
    again = Known([text.encode(), encoded(lines[step : 3 * step]), text.encode()])
    assert told(again) == told(whole), text
    return whole


def encoded(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def told(found: Known) -> set[tuple[Any, ...]]:
    """Return what must not depend on how a log was read."""
    names = (
        "queue_id", "recipient", "original", "verdict", "attempts", "reply", "relay", "tls", "dsn", "sender", "uid",
        "client", "message_id", "size", "nrcpt", "parent", "parent_kind", "handed_to", "ending",
    )  # fmt: skip
    return {tuple(each[name] for name in names) for each in found.deliveries}


def started(
    make_world: MakeWorld, *parameters: str, files: dict[str, str] | None = None, master: str = "", **options: Any
) -> World:
    """Return a world whose Postfix started with these parameters, files, and more services in its master.cf."""
    world = make_world(start=False, **({"zones": ZONES} | options))
    world.run(["postconf", "-e", "smtp_tls_loglevel=1", *parameters])
    for name, text in (files or {}).items():
        world.path(name).parent.mkdir(parents=True, exist_ok=True)
        world.path(name).write_text(text)
    with world.path("/etc/postfix/master.cf").open("a") as services:
        services.write(master)
    world.run(["newaliases"])
    then = time.time() - _THEN
    for place in ("main.cf", "master.cf"):
        os.utime(world.path(f"/etc/postfix/{place}"), (then, then))
    world.run(["postfix", "start"])
    return world


def until(world: World, happened: Callable[[Known], Any]) -> None:
    """Wait until the log tells something."""
    deadline = time.monotonic() + _DEADLINE
    while not happened(Known([world.log().encode()])):
        if time.monotonic() > deadline:
            raise LabTimeout(f"it did not happen in {_DEADLINE:g} s\n{world.situation()}")
        time.sleep(0.1)


def tried(world: World, *recipients: str, attempts: int = 1) -> None:
    """Wait until each of these recipients was tried so often."""
    until(world, lambda found: all(sum(e["attempts"] for e in found.all_of(r)) >= attempts for r in recipients))


def empty(world: World) -> None:
    """Wait until nothing waits in the queue and every message has ended."""
    # A message that pickup(8) has not seen has no line yet.
    unseen = [world.path(f"/var/spool/postfix/{queue}") for queue in ("maildrop", "incoming")]
    until(world, lambda _: not any(any(folder.iterdir()) for folder in unseen))
    until(world, lambda found: found.messages and all(each["ended"] for each in found.messages))


def pick(row: Row, *names: str) -> tuple[Any, ...]:
    """Return these columns of a row."""
    return tuple(row[name] for name in names)
