"""Writing the ledger: what a piece of the log tells, and the place behind it, in one transaction.

So after a crash at any moment the log is read on from where the ledger stands, and nothing is counted twice.
"""

from __future__ import annotations

import gc
import json
import pwd
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from sendoff.delivery import parse
from sendoff.delivery.at_hand import LINGER, OPEN_AT_HAND
from sendoff.delivery.correlation import Correlation
from sendoff.delivery.event import Read
from sendoff.delivery.ledger_settings import DOMAIN, FULL, LedgerSettings
from sendoff.delivery.message import Address, Message
from sendoff.delivery.reconcile import Correction
from sendoff.host.errors import HostError
from sendoff.host.ledger import correcting, rows, telling
from sendoff.host.ledger.creating import open_for_writing
from sendoff.host.ledger.incident_writing import Incidents
from sendoff.host.ledger.privacy import redacted, stored
from sendoff.host.ledger.schema import INDEXES, MADE_LATER

HOUR = 3600 * 1_000_000
_REJECTIONS_AN_HOUR = 2000
_SLOT = 8
_PIECES_AT_ONCE = 8
"""Of many lines, so many pieces are written at once: pages of an index that all of them touch are written once."""
_GAP = "INSERT INTO gap (kind, since, until, count, example) VALUES (?, ?, ?, ?, ?)"
_LAST_GAP = "SELECT id, since, until FROM gap WHERE kind = ? ORDER BY id DESC LIMIT 1"
_TALLY = (
    "INSERT INTO tally (hour, name, label, count) VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_REJECTION = (
    "INSERT INTO rejection VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count, last_seen = max(last_seen, excluded.last_seen)"
)


class LedgerFull(HostError):
    """There is no room for the ledger; nothing was taken."""


class Taken(NamedTuple):
    """What a piece of the log was: its lines, the attempts to deliver in it, and the newest moment in it or None."""

    lines: int
    deliveries: int
    last_line: int | None
    unknown: int = 0
    unreadable: int = 0


class Writer:
    """The one writer of a ledger."""

    def __init__(
        self,
        path: str,
        settings: LedgerSettings | None = None,
        generations: Sequence[tuple[int, int]] = (),
        instance: str = "postfix",
    ) -> None:
        """Open the ledger or make it.

        `generations`: since when (microseconds) each number was live. `instance`: the syslog name, up to its first
        slash, of the Postfix whose queue corrects the ledger.

        Raises:
            HostError: it cannot be opened.
        """
        self.path = path
        self._settings = settings or LedgerSettings()
        self._generations = sorted(generations)
        self._facts: dict[str, Any] = {}
        self._instance = instance
        self._pieces, self._every = 0, 1
        self._closing = False
        self._places: dict[str, Any] = {}
        self._connection = open_for_writing(path)
        try:
            self._privacy = _Privacy(self._settings, self._fact("secret"))
            self._correlation = self._load()
        except sqlite3.Error as error:
            raise HostError(f"cannot read the ledger {path}: {error}", f"Move {path} away and start again.") from None
        self.fact("settings", self._settings._asdict())
        self.commit()

    def place(self, source: str) -> dict[str, Any] | None:
        """Return how far a log was read; None where it was not."""
        found = self._connection.execute("SELECT value FROM place WHERE source = ?", (source,)).fetchone()
        place: dict[str, Any] | None = json.loads(found[0]) if found else None
        return place

    def take(self, source: str, data: bytes, place: dict[str, Any], latest: float, gap: str = "") -> Taken:
        """Add whole lines and the place behind them. `latest`: see `parse.read`; `gap`: why lines before are missing.

        Raises:
            LedgerFull: nothing was taken.
            HostError: the database refused; nothing was taken.
        """
        return self.take_read(source, parse.read(data, latest), place, latest, gap)

    def take_read(self, source: str, found: Read, place: dict[str, Any], latest: float, gap: str = "") -> Taken:
        """Add lines that were parsed already; see `take`."""
        correlation = self._correlation
        before, attempts = correlation.messages.newest, correlation.attempts
        correlation.take(found.events)
        correlation.messages.newest = max(correlation.messages.newest, found.last)
        when = found.last or before or round(latest * 1e6)
        self._count_lines(found, when)
        if gap:
            correlation.gaps.append(("log-missing", found.first or when, gap, 1))
        if found.first:
            self._begins(found.first)
        attempts = correlation.attempts - attempts
        self._places[source] = place
        self._pieces += 1
        if self._pieces % self._every == 0:
            self._write()
        lines = found.parsed + found.unknown + found.unreadable + found.foreign
        return Taken(lines, attempts, found.last or None, found.unknown, found.unreadable)

    def queued(self, found: Sequence[Correction], looked: int) -> None:
        """Write what the queue knew at a moment and the ledger did not, unless the log told since."""
        self._corrections(looked).queued(found, self._begun())
        self._write()
        self._correlation.tidy()

    def gone(self, messages: Sequence[int], looked: int) -> None:
        """End messages that left the queue without a line."""
        self._corrections(looked).gone(messages)
        self._write()

    def _corrections(self, looked: int) -> correcting.Corrections:
        return correcting.Corrections(self._correlation, self._connection, self._privacy, looked, self._instance)

    def next_retry(self, times: Mapping[int, int]) -> None:
        """Write when messages are tried again (microseconds, by message)."""
        try:
            with self._connection:
                self._connection.execute("BEGIN")
                self._connection.executemany(
                    "UPDATE message SET next_retry = ? WHERE id = ?",
                    [(when, message) for message, when in times.items()],
                )
        except sqlite3.Error as error:
            raise self._failed(error) from None
        self._correlation.messages.set_next_retry(times)

    def untold(self, owed: Sequence[int]) -> list[telling.Untold]:
        """Return the incidents that a person is yet to be told of; see `telling.untold`."""
        try:
            return telling.untold(self._connection, owed)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def told(self, began: Sequence[int], ended: Sequence[int], when: int) -> None:
        """Note that the beginning of some incidents, and the end of others, was told at a moment (µs)."""
        try:
            telling.mark(self._connection, began, ended, when)
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def fact(self, name: str, value: Any) -> None:
        """Keep a fact, to be written with the next commit."""
        self._facts[name] = value

    def commit(self) -> None:
        """Write the facts now."""
        self._write()

    @contextmanager
    def much(self) -> Iterator[None]:
        """Expect many lines: into an empty ledger they go without indexes; made at the end, they take half the time."""
        left_out = () if self._one("SELECT count(*) FROM (SELECT 1 FROM message LIMIT 1)") else MADE_LATER
        for name in left_out:
            self._connection.execute(f"DROP INDEX {name}")
        self._every = _PIECES_AT_ONCE
        gc.disable()  # messages have no cycles; looking for some takes a tenth of the time
        try:
            yield
            self._write()
        finally:
            gc.enable()
            self._every = 1
            for name in left_out:
                self._connection.execute(INDEXES[name])

    def close(self) -> None:
        """Judge what has ended, and leave files that can be read without a writer."""
        self._closing = True
        try:
            self._correlation.tidy(everything=True)
            self._write()
            self._incidents.finish()
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            # Who may not write here cannot open a write-ahead log that no writer holds open.
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error:
            pass  # a reader is still there: the write-ahead log stays, and everything in it
        finally:
            self._connection.close()

    def _load(self) -> Correlation:
        """Return the state as of the last transaction."""
        state = self._fact("processes") or {}
        next_id = self._one("SELECT coalesce(max(id), 0) + 1 FROM message")
        newest = self._fact("last_line") or 0
        made = Correlation(
            _Kept(self._connection), self._privacy, next_id=next_id, newest=newest, generations=self._generations
        )
        if state:
            made.restore(state)
        found = rows.messages(self._connection, "ended IS NULL ORDER BY last_seen DESC LIMIT ?", (OPEN_AT_HAND,))
        # What has ended just now may get another line yet.
        just_now = (next_id - OPEN_AT_HAND, newest - LINGER)
        ended = rows.messages(self._connection, "id >= ? AND ended >= ? ORDER BY ended", just_now)
        for each in ended:
            each.settled = state.get("settled", False)
        waiting = self._one("SELECT count(*) FROM message WHERE ended IS NULL")
        made.messages.open(found + ended, waiting - min(waiting, OPEN_AT_HAND))
        self._incidents = Incidents(self._connection, made, _user, self._fact("incidents") or {})
        return made

    def _write(self) -> None:
        """Write everything new in one transaction; where that fails, go back to the last one."""
        correlation, connection = self._correlation, self._connection
        if correlation.messages.newest:
            self._facts["last_line"] = correlation.messages.newest
        self._facts["processes"] = {**correlation.state(), "settled": self._closing}
        try:
            self._incidents.gather()
            with connection:
                connection.execute("BEGIN")
                self._write_messages(correlation.messages.changed.values())
                connection.executemany(_TALLY, correlation.counts.all())
                self._write_gaps(correlation.gaps)
                self._write_rejections()
                self._write_incidents()
                connection.executemany(
                    "REPLACE INTO fact VALUES (?, ?)",
                    [(name, json.dumps(value)) for name, value in self._facts.items()],
                )
                connection.executemany(
                    "REPLACE INTO place VALUES (?, ?)",
                    [(name, json.dumps(value)) for name, value in self._places.items()],
                )
        except sqlite3.Error as error:
            raise self._failed(error) from None
        self._facts.clear()
        self._places.clear()
        correlation.written()

    def _failed(self, error: sqlite3.Error) -> HostError:
        self._places.clear()
        self._correlation = self._load()
        if getattr(error, "sqlite_errorname", "") in ("SQLITE_FULL", "SQLITE_IOERR_WRITE"):
            return LedgerFull(f"there is no room for the ledger {self.path}", "Free space on its file system.")
        return HostError(f"cannot write the ledger {self.path}: {error}")

    def _write_messages(self, changed: Collection[Message]) -> None:
        rows.write(self._connection, [each for each in changed if not each.probe], _user)
        for each in changed:
            if each.probe and each.stored:
                rows.delete(self._connection, each)

    def _write_gaps(self, gaps: Iterable[tuple[str, int, str, int]]) -> None:
        """Write gaps; those of one kind within an hour are one."""
        grouped: dict[tuple[str, int], list[Any]] = {}
        for kind, when, example, count in gaps:
            found = grouped.setdefault((kind, when // HOUR), [when, when, 0, example])
            found[0], found[1], found[2] = min(found[0], when), max(found[1], when), found[2] + count
        for (kind, _), (since, until, count, example) in grouped.items():
            last = self._connection.execute(_LAST_GAP, (kind,)).fetchone()
            if last and last[2] // HOUR == until // HOUR:
                self._connection.execute(
                    "UPDATE gap SET since = min(since, ?), until = max(until, ?), count = count + ? WHERE id = ?",
                    (since, until, count, last[0]),
                )
            else:
                self._connection.execute(_GAP, (kind, since, until, count, self._privacy.text(example)))

    def _write_rejections(self) -> None:
        """Write refusals at the door, grouped by the hour; a flood of different ones ends in one row."""
        for (when, client, sender, recipient, reply), count in self._correlation.rejections.items():
            hour = when // HOUR
            row = (hour, client, sender, recipient, reply[:300])
            if self._one("SELECT count(*) FROM rejection WHERE hour = ?", hour) >= _REJECTIONS_AN_HOUR:
                row = (hour, "", "", "", "many others")
            self._connection.execute(_REJECTION, (*row, count, when))

    def _write_incidents(self) -> None:
        self._incidents.write()
        state = self._incidents.state()
        if state is not None:
            self._facts["incidents"] = state

    def _count_lines(self, found: Read, when: int) -> None:
        counts, gaps = self._correlation.counts, self._correlation.gaps
        for label in ("parsed", "unknown", "unreadable", "foreign"):
            counts.add(when, "lines", label, getattr(found, label))
        if found.unknown:
            gaps.append(("not-understood", when, found.unknown_line, found.unknown))
        if found.unreadable:
            gaps.append(("unreadable-lines", when, found.unreadable_line, found.unreadable))

    def _begins(self, first: int) -> None:
        known = self._facts.get("begins") or self._fact("begins")
        if known is None or first < known:
            self._facts["begins"] = first

    def _begun(self) -> int:
        return int(self._fact("begins") or 0)

    def _fact(self, name: str) -> Any:
        found = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return json.loads(found[0]) if found else None

    def _one(self, sql: str, *parameters: Any) -> int:
        return int(self._connection.execute(sql, parameters).fetchone()[0])


class _Kept:
    """The messages in the database, for the correlation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, instance: str, queue_id: str) -> list[Message]:
        """See `Kept.find`."""
        found = rows.messages(self._connection, "queue_id = ? AND instance = ?", (queue_id, instance))
        for each in found:
            each.settled = each.ended is not None
        return found


class _Privacy:
    """What `sendoff::ledger` lets be kept of addresses."""

    def __init__(self, settings: LedgerSettings, secret: str) -> None:
        self._settings, self._secret = settings, secret
        self.full = settings.addresses == FULL

    def address(self, address: Address) -> Address:
        """See `Privacy.address`."""
        return address if self.full else (stored(*address, self._settings, self._secret), address[1])

    def slot(self, queue_id: str, address: Address) -> str:
        """See `Privacy.slot`: long enough for the recipients of one message, and another for each message."""
        if self._settings.addresses != DOMAIN:
            return ""
        from hashlib import blake2b

        text = f"{queue_id} {address[0]}".encode("utf-8", "replace")
        return blake2b(text, key=self._secret.encode(), digest_size=_SLOT // 2).hexdigest()

    def text(self, text: str, known: Sequence[str] = ()) -> str:
        """See `Privacy.text`."""
        return text if self.full else redacted(text, self._settings, self._secret, known)


@lru_cache(1024)
def _user(uid: int | None) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name if uid is not None else None
    except KeyError:
        return None
