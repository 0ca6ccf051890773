"""The rehearsal's effects: two worlds made like this machine, the same mails through both, and what became of them.

    rehearsal = rehearse(host, plan, say)

Nothing of the machine is changed and nothing leaves it: the worlds are the lab's (sendoff.lab), their configurations
stand in memory file systems of their own, and the kernel takes all away when this process ends, however it ends.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import NamedTuple, cast

from sendoff.change.plan import Plan
from sendoff.host import Host
from sendoff.host.rehearsing import reading, worlds
from sendoff.host.rehearsing.errors import CannotRehearse
from sendoff.host.together import Together
from sendoff.lab import LabError, LabUnavailable, World, available
from sendoff.rehearsal.comparison import compare
from sendoff.rehearsal.expectations import EXPECTATIONS, Scene, judge
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.observed import Rehearsal
from sendoff.rehearsal.observed import World as Seen
from sendoff.rehearsal.stage import stage

Say = Callable[[str], None]
SECONDS = 30.0
_WITHOUT_JSON = EXPECTATIONS[:2]
"""What can be expected of files that sendoff did not make."""
_REST = "Everything else of sendoff works without."
NO_HABITS: Mapping[str, Habit] = {}


def _unseen(_which: str, _done: int, _all: int) -> None:
    """Tell nobody how far it is."""


def _first_and_last(text: str) -> str:
    """Return the first and the last line of an error: between them may stand where in the lab it was."""
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason was told"]
    return " ... ".join(dict.fromkeys((lines[0], lines[-1])))


class Staged(NamedTuple):
    """What was seen, and the world as it would be while it still stands; None where Postfix does not start there."""

    rehearsal: Rehearsal
    world: World | None


def rehearse(
    host: Host, plan: Plan, say: Say, *, habits: Mapping[str, Habit] = NO_HABITS, timeout: float = SECONDS,
    progress: worlds.Progress = _unseen,
) -> Rehearsal:  # fmt: skip
    """Send the same mails through the mail system as it is and as the plan would make it.

    `habits` are what is known of next hops, by their text. `timeout`: seconds after which mail that has not come to an
    end is `pending`. `progress` is told by two threads how far each world is.

    Raises:
        CannotRehearse: with what is missing here.
    """
    with staged(host, plan, say, habits=habits, timeout=timeout, progress=progress) as done:
        return done.rehearsal


@contextmanager
def staged(
    host: Host, plan: Plan, say: Say, *, habits: Mapping[str, Habit] = NO_HABITS, timeout: float = SECONDS,
    progress: worlds.Progress = _unseen,
) -> Iterator[Staged]:  # fmt: skip
    """As `rehearse`; the world as it would be stands until the context is left."""
    began = time.monotonic()
    with ExitStack() as kept:
        try:
            available.require(unbound=False)
            found = reading.read(host, plan)
            made = stage(found.around, habits)
            say(f"two private networks, {len(made.stand_ins)} receivers in each, {len(made.mails)} messages")
            jobs = Together()
            if found.now is not None:
                jobs.start("now", worlds.Performance(found, found.now, made, "now", say, progress, timeout).run)
            then_too = worlds.Performance(found, found.then, made, "then", say, progress, timeout)
            jobs.start("then", lambda: then_too.begin(kept))
            seen = jobs.results()
        except LabUnavailable as missing:
            raise CannotRehearse(f"cannot rehearse here: {missing}", _REST) from None
        except (LabError, subprocess.TimeoutExpired) as failed:
            raise CannotRehearse(f"the rehearsal itself failed: {_first_and_last(str(failed))}", _REST) from None
        now, _ = cast(worlds.Outcome, seen.get("now", (Seen({}, "Postfix is not configured"), None)))
        then, world = cast(worlds.Outcome, seen["then"])
        findings = judge(Scene(found.around, made, now, then))
        if not plan.transition.compiled.parameters:
            findings = (each for each in findings if each.id in _WITHOUT_JSON)
        yield Staged(
            Rehearsal(
                made.mails, now, then, tuple(compare(made.mails, now, then)), tuple(findings),
                tuple(dict.fromkeys((*made.not_rehearsed, *found.not_rehearsed))), time.monotonic() - began,
            ),
            world,
        )  # fmt: skip
