"""How an apply ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an apply came to: `done`, `nothing`, `refused`, `undone` or `not-undone`.

    `why` says what went wrong in words; `findings` are what verification found, last of all after an undo. `records`
    are DKIM's to publish (name and value), where the apply changed something about them.
    """

    result: str
    number: int | None = None
    why: str = ""
    mend: str = ""
    findings: tuple[Any, ...] = field(default=())
    records: tuple[tuple[str, str | None], ...] = ()
