"""The open cases in the status: for programs, and for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sendoff.config.masking import printable
from sendoff.render.moments import iso
from sendoff.render.style import Style

if TYPE_CHECKING:
    from sendoff.reputation.cases.case import Case

_WORDS = {
    "draft": "not sent yet",
    "sent": "waits for an answer",
    "refused": "was refused, and waits for your reply",
}


def members(cases: Iterable[tuple[Case, int | None]], now: int, broken: Sequence[str] = ()) -> dict[str, Any]:
    """Return the members `cases` and `cases_unknown`: the open ones, each with when its answer is due (µs)."""
    told = f"{', '.join(broken)} cannot be read" if broken else None
    return {"cases": [short(case, due, now) for case, due in cases if not case.over], "cases_unknown": told}


def short(case: Case, due: int | None, now: int) -> dict[str, Any]:
    """Return where a case stands; `due` is when its answer is due (µs)."""
    return {
        "number": case.number,
        "provider": case.provider,
        "state": case.state,
        "opened": iso(case.opened),
        "sent": iso(case.sent),
        "due": iso(due),
        "overdue": due is not None and due <= now,
    }


def unknown(why: str) -> dict[str, Any]:
    """Return the same members where the cases could not be looked at."""
    return {"cases": None, "cases_unknown": why}


def lines(found: dict[str, Any], style: Style) -> Iterator[str]:
    """Yield a line for each open case, and why one could not be read; nothing where there is none."""
    for one in found["cases"] or ():
        words = _WORDS[one["state"]] + (", overdue" if one["overdue"] else "")
        text = f"case        {one['number']} with {one['provider']} {words}: `sendoff case show {one['number']}`"
        yield style.paint(text, "yellow") if one["overdue"] else text
    if found["cases_unknown"]:
        yield style.paint(f"case        unknown: {printable(found['cases_unknown'])}", "yellow")
