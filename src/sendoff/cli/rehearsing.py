"""The rehearsal before a change: where there can be one, and what it found among the plan's consequences."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from sendoff.change.outcome import Outcome
from sendoff.change.plan import Consequence, Plan, with_consequences
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.rehearsal.before import NEVER, Before, Expected

if TYPE_CHECKING:
    from sendoff.change.facts import Answers
    from sendoff.rehearsal.habit import Habit
    from sendoff.rehearsal.observed import Finding, Rehearsal

OPTION = "--no-rehearse"
_TOLD = {"rehearsal-size-limit": "smarthost-smaller-limit", "rehearsal-smtputf8": "smtputf8-smarthost"}
"""Consequences of the plan that tell the same as a warning of the rehearsal."""
_SECONDS = 20.0
"""How long an apply waits for the ends of the mails."""


def expected(made: Plan, *, skip: bool = False) -> Expected | None:
    """Return when a plan is rehearsed; None where nothing of Postfix changes."""
    if made.transition.action == "none":
        return None
    if skip:
        return Expected(NEVER, OPTION)
    from sendoff.host.rehearsing.possible import when  # start-up: only where something changes

    return when(made)


def add_next_hops(parser: argparse.ArgumentParser) -> None:
    """Add --next-hops."""
    parser.add_argument(
        "--next-hops", metavar="FILE", help="a JSON document that tells the rehearsal how next hops behave, see"
        " docs/rehearsal.md; it counts more than what they answer",
    )  # fmt: skip


def habits(host: Host, path: str | None) -> Mapping[str, Habit]:
    """Return how next hops behave, by a document.

    Raises:
        HostError: it cannot be read or understood.
    """
    if path is None:
        return {}
    from sendoff.rehearsal.habit import BadHabits, read

    data = host.files.read(path)
    if data is None:
        raise HostError(f"{path}: there is no such file")
    try:
        return read(data)
    except BadHabits as error:
        raise HostError(f"{path}: {error}", "docs/rehearsal.md shows such a document.") from None


def rehearse(host: Host, made: Plan, answers: Answers, given: Mapping[str, Habit]) -> Before:
    """Rehearse a plan; a rehearsal that fails itself is none.

    The stand-ins behave as their next hops just answered, and as is `given` of them.
    """
    from sendoff.host import rehearsing
    from sendoff.host.rehearsing import known

    progress = _Progress()
    try:
        behave = {**known.habits(made.transition, answers), **given}
        done = rehearsing.rehearse(
            host, made, progress.begin, habits=behave, timeout=_SECONDS, progress=progress.count
        )  # fmt: skip
    except HostError as error:
        return Before(None, error.what)
    except Exception as error:  # noqa: BLE001 - a rehearsal that breaks must not stop an apply
        return Before(None, f"a fault in sendoff: {type(error).__name__}")
    finally:
        progress.end()
    return Before(done)


def weighed(made: Plan, before: Before) -> Plan:
    """Return the plan with what its rehearsal found among its consequences, but for what it has already."""
    rehearsal = before.rehearsal
    if rehearsal is None:
        return made
    from sendoff.rehearsal.observed import WARN

    told = {found.id for found in made.consequences}
    found = tuple(
        _consequence(made, each, rehearsal) for each in rehearsal.findings if each.level
        and not (each.level == WARN and _TOLD.get(each.id) in told)
    )  # fmt: skip
    return with_consequences(made, (*made.consequences, *found))


def _consequence(made: Plan, found: Finding, rehearsal: Rehearsal) -> Consequence:
    place = made.transition.settings.places.get(found.key) if found.key else None
    if found.result == "unknown":
        return Consequence(found.id, found.level, "Not all could be seen in rehearsal.", found.key, place, found.text)
    before = " It is so as it is, too." if found.as_before else ""
    text = f"In rehearsal: {found.text}.{before}"
    return Consequence(found.id, found.level, text, found.key, place, None, _mend(found, rehearsal))


def _mend(found: Finding, rehearsal: Rehearsal) -> str:
    """Return what to do, by the first words of a receiver that tell it, else by the expectation."""
    from sendoff.change.verify.verdict import verdict
    from sendoff.reference.catalogue import find
    from sendoff.reference.entry import MEND
    from sendoff.rehearsal.observed import RETURNED, WAITS

    seen = (rehearsal.then.observed[name] for name in found.mails if name in rehearsal.then.observed)
    replies = (each.reply for one in seen for each in one.arrivals if each.fate in (WAITS, RETURNED))
    mends = (verdict(reply, "", (), dns_root=True).mend for reply in dict.fromkeys(replies))
    entry = find(found.id)
    return next(filter(None, mends), entry.parts[MEND] if entry else "")


def refusal(made: Plan, before: Before, accepted: frozenset[str]) -> Outcome | None:
    """Return why a plan that was rehearsed must not be applied, None where nothing speaks against it."""
    from sendoff.rehearsal.observed import REFUSE

    refused = {found.id for found in made.refused(accepted)}
    findings = before.rehearsal.findings if before.rehearsal else ()
    stopping = [found for found in findings if found.level == REFUSE and found.id in refused]
    if not stopping:
        return None
    first, *others = dict.fromkeys(found.id for found in stopping)
    more = f"; and {', '.join(others)}" if others else ""
    options = " ".join(f"--accept {name}" for name in (first, *others))
    mend = next((found.mend for found in made.consequences if found.id == first), "")
    return Outcome(
        "refused",
        why=f"in rehearsal mail does not flow as the JSON says: {first}: {stopping[0].text}{more}",
        mend=f"{mend} `sendoff rehearse --ask` shows each message. Or accept it by name: {options}",
    )


class _Progress:
    """Tells on standard error how many mails came to an end: on a terminal, in one line that is gone at the end."""

    def __init__(self) -> None:
        self._terminal = sys.stderr is not None and sys.stderr.isatty()
        self._counts: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._write("rehearsing in private networks" + ("" if self._terminal else "\n"))

    def begin(self, _text: str) -> None:
        """Say nothing: who applies wants to know how far it is, not what it does."""

    def count(self, which: str, done: int, every: int) -> None:
        """Show mails of both worlds that came to an end, of all."""
        with self._lock:
            if self._counts.get(which) != (done, every):
                self._counts[which] = (done, every)
                if self._terminal:
                    ended, total = (sum(each) for each in zip(*self._counts.values(), strict=True))
                    self._write(f"rehearsing: {ended} of {total} mails")

    def end(self) -> None:
        """Take the line away."""
        if self._terminal:
            with suppress(OSError):
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _write(self, text: str) -> None:
        with suppress(OSError):
            start = "\r\x1b[K" if self._terminal else ""
            print(f"{start}  {text}", end="", file=sys.stderr, flush=True)
