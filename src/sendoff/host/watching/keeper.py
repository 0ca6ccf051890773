"""The ledger in the loop's hands: opened, written, trimmed, and opened again when it refused."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from sendoff.host.errors import HostError
from sendoff.host.ledger import keeping
from sendoff.host.ledger.writing import Writer
from sendoff.host.watching.due import Due
from sendoff.host.watching.settings import Live, Settings
from sendoff.host.watching.troubles import Troubles

_AGAIN = 5.0
_TRIM = 3600.0
_FIRST_TRIM = 60.0
_SIZE = 60.0


class Keeper:
    """Holds the writer. What the ledger refuses is said once and tried again; nothing of it ends the watch."""

    def __init__(self, database: str, settings: Settings, writer: Callable[[Live], Writer], troubles: Troubles) -> None:
        """`writer` opens the ledger; it raises HostError."""
        self._database = database
        self._settings = settings
        self._make = writer
        self._troubles = troubles
        self._trimming: Iterator[int] | None = None
        self._due = Due()
        self._due.in_(_FIRST_TRIM, "trim")
        self._source = ""
        self.writer: Writer | None = None

    def open(self, source: str) -> dict[str, Any] | None:
        """Open the ledger for a log; returns the place where its reading goes on.

        Raises:
            HostError: it cannot be written, or is of a newer sendoff.
        """
        self.turn_to(source)
        live = self._settings.live
        self.writer = self._make(live)
        facts = {"pid": os.getpid(), "source": source, "source_trouble": None, "trouble": None}
        for name, value in {**facts, "monitoring": live.monitoring, "generation": live.number}.items():
            self.writer.fact(name, value)
        self.writer.commit()
        return self.writer.place(source)

    def turn_to(self, source: str) -> None:
        """Close the ledger; it is opened again by what is written next, for this log and the settings of then."""
        self.close()
        self._source = source

    def do(self, write: Callable[[Writer], object]) -> bool:
        """Write something; returns whether `write` gave something true, and False where the ledger refuses."""
        troubled = self._troubles.has("ledger")
        if troubled and not self._due.now("ledger", _AGAIN):
            return False
        try:
            if self.writer is None:
                self.open(self._source)
            assert self.writer is not None  # noqa: S101 - open made it
            result = write(self.writer)
        except HostError as error:
            self._failed(error)
            return False
        except sqlite3.Error as error:
            self._failed(HostError(f"cannot write the ledger {self._database}: {error}"))
            return False
        if troubled:
            self._troubles.over("ledger")
            with suppress(HostError, sqlite3.Error):
                self.writer.fact("trouble", None)
                self.writer.commit()
        return bool(result)

    def fact(self, name: str, value: Any) -> None:
        """Write a fact at once."""

        def write(writer: Writer) -> None:
            writer.fact(name, value)
            writer.commit()

        self.do(write)

    def trim(self) -> bool:
        """One small step of forgetting, when it is time; returns whether more is to be forgotten."""
        if self._trimming is None and not self._to_trim():
            return False
        self.do(lambda _: self._step())
        return self._trimming is not None

    def close(self) -> None:
        """Close the ledger; what was read is written already."""
        writer, self.writer, self._trimming = self.writer, None, None
        if writer:
            with suppress(HostError, sqlite3.Error):
                writer.close()

    def _to_trim(self) -> bool:
        ledger = self._settings.live.ledger
        by_age = self._due.now("trim", _TRIM)
        if by_age or (self._due.now("size", _SIZE) and keeping.outgrown(self._database, ledger)):
            self._trimming = keeping.trim(self._database, ledger, time.time_ns() // 1000, by_age=by_age)
            return True
        return False

    def _step(self) -> None:
        if self._trimming is not None and next(self._trimming, None) is None:
            self._trimming = None

    def _failed(self, error: HostError) -> None:
        self._troubles.tell("ledger", error)
        self._due.in_(_AGAIN, "ledger")
        if self.writer:
            with suppress(HostError, sqlite3.Error):  # on a full disk there is often room for a line yet
                self.writer.fact("trouble", error.what)
                self.writer.commit()
        self.close()
