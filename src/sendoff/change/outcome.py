"""How an apply ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an apply came to: `done`, `nothing`, `refused`, `undone` or `not-undone`.

    `why` says what went wrong in words; `findings` are what verification found, last of all after an undo.
    """

    result: str
    number: int | None = None
    why: str = ""
    mend: str = ""
    findings: tuple[Any, ...] = field(default=())
