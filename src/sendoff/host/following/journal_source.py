"""The systemd journal as a log that is followed.

What there is already is read first, of all boots; then journalctl follows, which of itself knows only this boot.
"""

from __future__ import annotations

import json
import select
import time
from typing import Any

from sendoff.host import systemd_journal
from sendoff.host.errors import HostError
from sendoff.host.following.journalctl import Journalctl
from sendoff.host.following.source import CHUNK, Chunk

_GATHER = 0.3
"""Of what there is already, entries are gathered so long (seconds), since a transaction for each few is slow."""

_STALE = 600.0
"""After so long without an entry it is asked anew (seconds): following has been seen to miss a journal's rotation."""

_GONE = "the journal no longer has the entry that was read last: those behind it may be lost"
_STEADY = 60.0
_LONGEST_PAUSE = 60.0
_TRIES = 5


class JournalSource:
    """Mail's entries in the journal, and journald's own about what it dropped; see `Source`.

    `words` are more words for journalctl, such as `--directory=…`.
    """

    name = "the systemd journal"

    def __init__(self, *words: str) -> None:
        self._words = words
        self._child: Journalctl | None = None
        self._follows = False
        self._cursor = ""
        self._lost = False
        self._expects = ""
        self._accepted: list[dict[str, Any] | None] = []
        self._began = self._pause_ends = 0.0
        self._failures = 0
        self._works = False
        self._failure: HostError | None = None

    def read(self, place: dict[str, Any] | None) -> Chunk:
        """See `Source.read`."""
        if place not in self._accepted:
            self._go_to(place)
        elif self._follows and time.monotonic() > self._began + _STALE:
            self._stop()
        entries = self._entries() if self._ready() else []
        gap = self._gap(entries)
        new = [entry for entry in entries if entry["__CURSOR"] != self._cursor]
        if new:
            self._cursor, self._lost = new[-1]["__CURSOR"], False
        data = b"".join(systemd_journal.line(entry).encode(errors="replace") + b"\n" for entry in new)
        here = {"cursor": self._cursor, **({"lost": True} if self._lost else {})}
        self._accepted = [here] if data or gap else [place, here]
        latest = max(map(systemd_journal.moment, new)) / 1e6 if new else time.time() if self._follows else 0.0
        return Chunk(data, here, latest, gap, caught_up=self._follows and not new)

    def wait(self, seconds: float) -> None:
        """See `Source.wait`."""
        if self._child:
            select.select([self._child.descriptor], [], [], max(0.0, seconds))
        else:
            time.sleep(max(0.0, min(seconds, self._pause_ends - time.monotonic())))

    def close(self) -> None:
        """See `Source.close`."""
        self._stop()
        self._accepted = []

    def _go_to(self, place: dict[str, Any] | None) -> None:
        self._stop()
        self._cursor = str((place or {}).get("cursor", ""))
        self._lost = bool((place or {}).get("lost"))

    def _stop(self) -> None:
        if self._child:
            self._child.close()
        self._child = None
        self._follows = False

    def _ready(self) -> bool:
        """Have journalctl run; not yet, where it failed a moment ago.

        Raises:
            HostError: it is missing, or failed several times.
        """
        if self._child:
            return True
        if time.monotonic() < self._pause_ends:
            if self._failure:
                raise self._failure
            return False
        self._start(follow=False)
        return True

    def _start(self, *, follow: bool) -> None:
        self._stop()
        self._child = Journalctl(self._words, self._cursor, follow=follow)
        self._follows = follow
        if not follow:
            self._expects = "" if self._lost else self._cursor
        self._began = time.monotonic()

    def _entries(self) -> list[dict[str, Any]]:
        """Return the entries that came; while there are old ones, about a chunk of them."""
        entries: list[dict[str, Any]] = []
        size, deadline = 0, time.monotonic() + _GATHER
        while self._child:
            found = self._child.read(CHUNK - size)
            size += sum(map(len, found))
            entries += filter(None, map(_entry, found))
            if self._child.code is not None:
                if not entries:  # else the next read is told: what starts again starts behind them
                    self._ended(self._child)
                break
            left = deadline - time.monotonic()
            if self._follows or size > CHUNK // 2 or left <= 0:
                break
            select.select([self._child.descriptor], [], [], left)
        if entries:
            self._began = time.monotonic()
            self._failures, self._failure = 0, None
        return entries

    def _ended(self, child: Journalctl) -> None:
        """Follow, when all that there was has come; else start again from the last entry, after a pause."""
        if not self._follows and child.code == 0:
            self._works, self._failures, self._failure = True, 0, None
            self._start(follow=True)
            return
        said = " ".join(child.said.split()) or f"exit status {child.code}"
        if self._cursor and "seek to cursor" in said:
            self._cursor, unusable = "", self._cursor
            self._start(follow=False)
            self._expects = unusable
            return
        if self._follows and time.monotonic() > self._began + _STEADY:
            self._failures = 0
        self._stop()
        self._failures += 1
        self._pause_ends = time.monotonic() + min(_LONGEST_PAUSE, 2.0 ** (self._failures - 1))
        if not self._works or self._failures >= _TRIES:
            self._failure = HostError(
                f"journalctl failed: {said}", "Run the command as root or in group adm; see `journalctl --verify`."
            )
            raise self._failure

    def _gap(self, entries: list[dict[str, Any]]) -> str:
        """Return why entries are lost: the one that was read last is asked for too, and did not come."""
        if not self._expects or not (entries or self._follows):
            return ""
        found = bool(entries) and entries[0]["__CURSOR"] == self._expects
        self._expects = ""
        self._lost = not entries
        return "" if found else _GONE


def _entry(text: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "__CURSOR" in found else None
