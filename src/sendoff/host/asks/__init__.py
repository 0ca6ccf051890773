"""Answers to what rules ask about the world: all at once, and before a deadline.

What could not be asked, or did not come back in time, is `Unknown` with the reason, never a default.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from sendoff.change.facts import Answers, Ask, Unknown
from sendoff.host import Host
from sendoff.host.errors import HostError

if TYPE_CHECKING:
    from sendoff.host.asks.dns import Names

_MODULES = {
    "next-hop": "next_hop",
    "address": "address",
    "name": "name",
    "txt": "txt",
    "spf": "spf",
    "certificate": "certificate",
    "queue": "machine",
    "local": "machine",
    "port-25": "machine",
    "space": "machine",
    "file": "machine",
    "notify": "notify",
    "table-entry": "machine",
    "now": "machine",
}
_MARGIN = 0.5
"""Seconds that remain after the last word of a conversation, so that its result is still told."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What an answer is made with: the machine, the DNS, and the moment when it must be there (monotonic)."""

    host: Host
    names: Names
    end: float = field(repr=False)

    def left(self) -> float:
        """Return the seconds that remain."""
        return max(0.1, self.end - time.monotonic())


class CannotAsk(Exception):
    """The question could not be asked; the text is the reason."""


def answer(host: Host, asks: Iterable[Ask], deadline: float = 8.0) -> Answers:
    """Return the answer to each ask after `deadline` seconds at most."""
    wanted = tuple(asks)
    if not wanted:
        return {}
    from sendoff.host.asks.dns import Names

    late = Unknown(f"no answer within {deadline:g} s")
    asking = Asking(host, Names(host), time.monotonic() + max(deadline - _MARGIN, deadline / 2))
    answers: Answers = {}
    end = time.monotonic() + deadline
    threads = [
        # A daemon: whoever is silent for ever must not keep the program from ending.
        threading.Thread(target=lambda one=ask: answers.__setitem__(one, _answer(asking, one)), daemon=True)
        for ask in wanted
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    found = dict(answers)
    return {ask: found.get(ask, late) for ask in wanted}


def _answer(asking: Asking, ask: Ask) -> object:
    try:
        module = import_module(f"{__name__}.{_MODULES[ask.kind]}")
        method: Callable[[Asking, Ask], object] = getattr(module, ask.kind.replace("-", "_"))
        return method(asking, ask)
    except CannotAsk as error:
        return Unknown(str(error))
    except HostError as error:
        return Unknown(error.what)
    except Exception as error:  # noqa: BLE001 - one question that fails must not take the others with it
        return Unknown(f"it could not be asked ({type(error).__name__}: {error})")
