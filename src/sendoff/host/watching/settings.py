"""What the watch is told by the live configuration; looked at again, cheaply, while it runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sendoff.change.state import Generation
from sendoff.config.settings import defaults
from sendoff.delivery.ledger_settings import LedgerSettings, ledger_settings
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.paths import GENERATIONS, MAIN_CF

MICRO = 1_000_000


class Live(NamedTuple):
    """What is live: the ledger's settings, where metrics listen ('': nowhere), the generations, and whom to tell.

    `generations` are (since when, microseconds; number), `monitoring` and `number` are None before the first apply.
    """

    ledger: LedgerSettings
    metrics: str
    monitoring: bool | None
    number: int | None
    generations: tuple[tuple[int, int], ...]
    notify: tuple[str, ...] = ()


class Settings:
    """The live settings, read anew when a generation was added or main.cf was written."""

    def __init__(self, host: Host, look: Callable[[], tuple[int, ...]] | None = None) -> None:
        self._host = host
        self._look = look or _stamp
        self._stamp = self._look()
        self.live = read(host)

    def changed(self) -> bool:
        """Look again; tells whether anything was written. What cannot be read now stays as it was."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        try:
            live = read(self._host)
        except HostError:
            return False
        self._stamp, self.live = stamp, live
        return True


def read(host: Host) -> Live:
    """Return what is live now.

    Raises:
        HostError: the generations cannot be read.
    """
    current = store.current(host)
    unset = defaults()
    return Live(
        ledger_settings(current.ledger if current else unset.ledger._asdict()),
        current.metrics_listen if current else unset.metrics_listen,
        current.monitoring if current else None,
        current.number if current else None,
        _generations(host, current),
        _notify(host, current),
    )


def _notify(host: Host, current: Generation | None) -> tuple[str, ...]:
    """Return the URLs of those who are told; a watch that is not root's own tells nobody."""
    with suppress(HostError):
        return store.notify_of(host, current.number) if current and current.notify else ()
    return ()


def _generations(host: Host, current: Generation | None) -> tuple[tuple[int, int], ...]:
    if current is None:
        return ()
    found = [generation for number in store.numbers(host) if number and (generation := store.generation(host, number))]
    return tuple((round(datetime.fromisoformat(one.applied).timestamp() * MICRO), one.number) for one in found)


def _stamp() -> tuple[int, ...]:
    found = []
    for path in (GENERATIONS, MAIN_CF):
        try:
            found.append(os.stat(path).st_mtime_ns)
        except OSError:
            found.append(0)
    return tuple(found)
