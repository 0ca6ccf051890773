"""The watch says when what is on because of a block is no longer what the incidents call for.

It may change nothing but its ledger's folder, so it writes a small file there, `on-block.json`. With systemd, a path
unit sees that and starts `sendoff apply --live`, which plans, applies and verifies as ever; see `on_block_units`.

    {"written": UTC, "why": in words, "wanted": {provider: detour|slow|tried}, "times": how often in a row}
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sendoff.change import on_block
from sendoff.change.state import Generation
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import domains_at
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.host.on_block import called_for
from sendoff.host.texts import read_text
from sendoff.postfix.tables import ON_BLOCK
from sendoff.postfix.transports import domains_in

NAME = "on-block.json"

LOOK = 2.0
"""Between two looks at the incidents (seconds)."""
GROWN = 60.0
"""New domains of a provider that has a detour are passed on at most so often."""
AGAIN = 60.0
"""What was not done is asked for again after so long, then twice as long, and so on: undoing reloads Postfix twice."""
SELDOM = 3600.0
"""The longest such wait."""
TRIAL = 1800.0
"""Whether a provider takes mail again is asked so often while its mail takes a detour."""


_MOST_TIMES = 20


class Said(NamedTuple):
    """What was written last: when (seconds since 1970), what was wanted then, and how often in a row."""

    at: float = 0.0
    wanted: Mapping[str, str] = {}
    times: int = 1


def reason(wanted: Mapping[str, str], on: Mapping[str, str], said: Said, now: float, *, grown: bool) -> str:
    """Return why something is to be done now, in words; empty: nothing is."""
    since = now - said.at
    if wanted != on:
        changed = {name for name in {*wanted, *on} if wanted.get(name) != on.get(name)}
        told = ", ".join(
            f"{name}: {on.get(name, 'nothing')} -> {wanted.get(name, 'nothing')}" for name in sorted(changed)
        )
        return told if wanted != said.wanted or since >= min(AGAIN * 2 ** (said.times - 1), SELDOM) else ""
    if grown and since >= GROWN:
        return "more domains at a provider whose mail takes another way"
    tried = [name for name, kind in on.items() if kind == "detour"]
    return f"to ask whether {', '.join(sorted(tried))} takes mail again" if tried and since >= TRIAL else ""


class Switching:
    """Looks at the incidents now and then; `say` is told what is to be done."""

    def __init__(self, host: Host, database: str, say: Callable[[str], None]) -> None:
        """Read what was written last."""
        self._host = host
        self._database = database
        self._say = say
        self.path = os.path.join(os.path.dirname(os.path.abspath(database)), NAME)
        self._said = _said(host, self.path)
        self._looked = 0.0
        self._compared = -GROWN

    def step(self) -> None:
        """Look, if it is time to, and write what is to be done; what cannot be read now is looked at later.

        Raises:
            HostError: the file cannot be written.
        """
        if time.monotonic() < self._looked + LOOK:
            return
        self._looked = time.monotonic()
        try:
            current = store.current(self._host)
            if current is None or not (current.on_block or current.detours):
                return
            found = self._look(current)
        except HostError:
            return
        if found:
            self._write(*found)

    def _look(self, current: Generation) -> tuple[str, dict[str, str], int] | None:
        now = time.time()
        on = {name: str(known["kind"]) for name, known in current.detours.items()}
        with ledger(self._database) as source:
            calls = called_for(source, on_block.remembered(current), current, int(now * 1_000_000))
            wanted = on_block.kinds(calls)
            due = wanted == on and min(now - self._said.at, time.monotonic() - self._compared) >= GROWN
            why = reason(wanted, on, self._said, now, grown=due and self._grown(source, current))
        times = self._said.times + 1 if wanted != on and wanted == self._said.wanted else 1
        return (why, wanted, min(times, _MOST_TIMES)) if why else None

    def _grown(self, source: Ledger, current: Generation) -> bool:
        """Tell whether the ledger knows domains that the table in use lacks; it is read as a whole for that."""
        self._compared = time.monotonic()
        table = domains_in(read_text(self._host, f"{current.folder}/{ON_BLOCK}") or "")
        return any(
            not set(domains_at(source, name)) <= {*table.get(name, ()), *on_block.CONSUMER.get(name, ())}
            for name, known in current.detours.items()
            if known["domains"]
        )

    def _write(self, why: str, wanted: dict[str, str], times: int) -> None:
        now = time.time()
        told: dict[str, Any] = {
            "written": on_block.iso(int(now * 1_000_000)),
            "why": why,
            "wanted": wanted,
            "times": times,
        }
        self._host.files.write(self.path, json.dumps(told, indent=1).encode() + b"\n", 0o640)
        self._said = Said(now, wanted, times)
        self._say(f"sendoff::on_block: {why}: time for `sendoff apply --live`")


def _said(host: Host, path: str) -> Said:
    """Return what was written last; nothing where it cannot be read."""
    try:
        found = json.loads(host.files.read(path) or b"{}")
        at = host.files.status(path)
        return Said(at.changed_ns / 1e9, found["wanted"], int(found["times"])) if at and found else Said()
    except (HostError, ValueError, KeyError, TypeError):
        return Said()
