"""A problem for people and for programs."""

from __future__ import annotations

from typing import Any

from sendoff.config.masking import printable
from sendoff.config.problems import KINDS, Place, Problem
from sendoff.render.style import Style

_ROOM = 96
"""How much of a source line is quoted (columns)."""

_BEFORE = 64
"""How much of that stands before the place, in a line that is cut."""


def text(problem: Problem, colour: bool) -> str:
    """Return `FILE:LINE:COL: error[id]: what`, the source line with a caret, why it matters and how to mend it."""
    style = Style(colour)
    place, kind = problem.place, KINDS[problem.id]
    where = style.paint(f"{printable(place.file)}:{place.line}:{place.column}:", "bold")
    lines = [f"{where} {style.paint(f'error[{problem.id}]:', 'red', 'bold')} {printable(problem.what)}"]
    if place.source:
        lines += _excerpt(place, style)
    lines.append(f"  {style.paint('why:', 'bold')} {kind.why}")
    lines.append(f"  {style.paint('mend:', 'bold')} {printable(problem.mend or kind.mend)}")
    return "\n".join(lines)


def as_json(problem: Problem) -> dict[str, Any]:
    """Return the problem as JSON: id, file, line, column (both from 1), what, why, mend."""
    kind, place = KINDS[problem.id], problem.place
    return {
        "id": problem.id,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "what": problem.what,
        "why": kind.why,
        "mend": problem.mend or kind.mend,
    }


def _excerpt(place: Place, style: Style) -> tuple[str, str]:
    before, behind = _cut(place)
    gutter = f"  {place.line} | "
    caret = " " * (len(gutter) - 2) + "| " + " " * _columns(before)
    return (
        f"{style.paint(gutter, 'dim')}{before}{behind}",
        f"{style.paint(caret, 'dim')}{style.paint('^', 'red', 'bold')}",
    )


def _cut(place: Place) -> tuple[str, str]:
    """Return what is quoted of the line before the place and from it on, with … where something is left out."""
    source, position = place.source, place.column - 1 - place.skipped
    before, behind = source[:position].ljust(position), source[position:]
    if not place.skipped and _columns(source) <= _ROOM:
        return before, behind
    if place.skipped or _columns(before) > _BEFORE:
        before = "…" + _last(before, _BEFORE - 1)
    room = _ROOM - _columns(before)
    if _columns(behind) > room:
        behind = _first(behind, room - 1) + "…"
    return before, behind


def _first(text: str, columns: int) -> str:
    text = text[:columns]
    while _columns(text) > columns:
        text = text[:-1]
    return text


def _last(text: str, columns: int) -> str:
    text = text[-columns:]
    while _columns(text) > columns:
        text = text[1:]
    return text


def _columns(text: str) -> int:
    """Return how many columns a terminal needs for the text."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # start-up

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
