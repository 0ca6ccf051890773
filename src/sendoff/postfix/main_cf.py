"""main.cf as text: read like Postfix reads it, rewritten without touching what is not ours (postconf(5)).

sendoff's parameters stand in one block at the end. Lines that set the same parameters elsewhere
are taken out, since Postfix lets the last of two equal names win and warns about both; every other
byte, comments included, stays where it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

BEGIN = "# >>> sendoff >>> written by sendoff from the server's JSON: change it there, then `sendoff apply`"
END = "# <<< sendoff <<<"
_MARK = r"(?m)^# >>> sendoff >>>.*\n(?:(?!# >>> sendoff >>>).*\n)*?# <<< sendoff <<<.*(?:\n|\Z)"
_BLANKS = " \t\n\v\f\r"
"""What Postfix takes for blanks; Python knows more, which are part of a value."""


class Assignment(NamedTuple):
    """One `name = value` with its 1-based line, and the numbers of all its lines (continuations too)."""

    name: str
    value: str
    line: int
    lines: tuple[int, ...]


def assignments(text: str) -> Iterator[Assignment]:
    """Yield the assignments of a main.cf in order."""
    for logical, numbers in logical_lines(text):
        name, equals, value = logical.partition("=")
        if equals and name.strip(_BLANKS):
            yield Assignment(name.strip(_BLANKS), value.strip(_BLANKS), numbers[0], numbers)


def logical_lines(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield Postfix's logical lines with the numbers of their lines (from 1).

    A line that starts with a blank continues the one before; comments and blank lines between do not end it.
    """
    current, numbers = "", [0]
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip(_BLANKS)[:1] in ("", "#"):
            continue
        if line[0] not in _BLANKS:
            if current:
                yield current, tuple(numbers)
            current, numbers = line.rstrip(_BLANKS), [number]
        elif current:
            current += " " + line.strip(_BLANKS)
            numbers.append(number)
    if current:
        yield current, tuple(numbers)


def values(text: str) -> dict[str, str]:
    """Return what a main.cf sets, unexpanded; the last of two equal names wins."""
    return {found.name: found.value for found in assignments(text)}


def split(text: str) -> tuple[str, str]:
    """Return the administrator's text and sendoff's block (empty when there is none)."""
    found = None
    for found in re.finditer(_MARK, text):  # noqa: B007 - the last one: the others are somebody's leftovers
        pass
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
