"""The answer to one question about the running server."""

from __future__ import annotations

from dataclasses import dataclass

RESULTS = ("fail", "warn", "unknown", "pass", "skipped")
"""What a finding may be, the heaviest first. Only `fail` undoes a change."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's id, its result, what was asked (`subject`), what was answered, and how to mend it.

    `answered` is one text for people; for `unknown` and `skipped` it is the reason.
    """

    id: str
    result: str
    subject: str
    answered: str
    mend: str = ""
