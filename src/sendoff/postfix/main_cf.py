"""main.cf as text: read like Postfix reads it, rewritten without touching what is not ours (postconf(5)).

sendoff's parameters stand in one block at the end. Lines that set the same parameters elsewhere
are taken out, since Postfix lets the last of two equal names win and warns about both; every other
byte, comments included, stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

BEGIN = "# >>> sendoff >>> written by sendoff from the server's JSON: change it there, then `sendoff apply`"
END = "# <<< sendoff <<<"
_MARK = re.compile(r"# >>> sendoff >>>.*\n(?:.*\n)*?# <<< sendoff <<<.*(?:\n|$)")
_NAME = re.compile(r"([^\s=]+)\s*=\s*")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One `name = value` with its 1-based line, and the numbers of all its lines (continuations too)."""

    name: str
    value: str
    line: int
    lines: tuple[int, ...]


def assignments(text: str) -> Iterator[Assignment]:
    """Yield the assignments of a main.cf in order; comments and blank lines do not end a continuation."""
    current: Assignment | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace():
            if current:
                value = f"{current.value} {line.strip()}".strip()
                current = Assignment(current.name, value, current.line, (*current.lines, number))
            continue
        if current:
            yield current
        name = _NAME.match(line)
        current = Assignment(name[1], line[name.end() :].strip(), number, (number,)) if name else None
    if current:
        yield current


def values(text: str) -> dict[str, str]:
    """Return what a main.cf sets, unexpanded; the last of two equal names wins."""
    return {found.name: found.value for found in assignments(text)}


def split(text: str) -> tuple[str, str]:
    """Return the administrator's text and sendoff's block (empty when there is none)."""
    found = _MARK.search(text)
    if not found:
        return text, ""
    return text[: found.start()] + text[found.end() :], found[0]


def rewrite(text: str, parameters: Mapping[str, str], owned: Collection[str]) -> str:
    """Return `text` with `parameters` in sendoff's block and no other assignment of an `owned` name.

    Rewriting the result again with the same parameters gives the same text.
    """
    theirs = without(split(text)[0], owned)
    if not parameters:
        return theirs
    if theirs and not theirs.endswith("\n"):
        theirs += "\n"
    lines = [f"{name} = {value}".rstrip() for name, value in parameters.items()]
    return theirs + "\n".join([BEGIN, *lines, END]) + "\n"


def without(text: str, names: Collection[str]) -> str:
    """Return `text` without the lines that set `names`."""
    gone = {number for found in assignments(text) if found.name in names for number in found.lines}
    if not gone:
        return text
    return "\n".join(line for number, line in enumerate(text.split("\n"), 1) if number not in gone)
