"""What `sendoff doctor` finds, as values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

FAIL, UNKNOWN, WARN, PASS, SKIPPED = "fail", "unknown", "warn", "pass", "skipped"

RESULTS = (FAIL, UNKNOWN, WARN, PASS, SKIPPED)
"""What a finding may be, the heaviest first. `unknown`: it could not be asked. `skipped`: it does not apply here."""


class Finding(NamedTuple):
    """What a check found of one subject: an address, a name or a domain.

    `asked` is the question, `answered` what came back (of `unknown` and `skipped`: the reason). `mend` holds the very
    record or setting to use; `why` says why receivers care, and is filled from the check's docstring where it is empty.
    Texts may hold what strangers published: they are made printable where they are shown.
    """

    id: str
    subject: str
    result: str
    asked: str
    answered: str
    mend: str = ""
    why: str = ""


def worst(results: Iterable[str]) -> str:
    """Return the heaviest of some results; `skipped` where there is none."""
    return min(results, key=RESULTS.index, default=SKIPPED)


def ordered(found: Iterable[Finding]) -> list[Finding]:
    """Return findings with the heaviest first; those of one weight stay in their order."""
    return sorted(found, key=lambda one: RESULTS.index(one.result))
