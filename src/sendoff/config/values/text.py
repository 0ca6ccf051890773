"""Strings that are safe to stand in Postfix's files, and lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sendoff.config.document import Json
from sendoff.config.masking import shown
from sendoff.config.report import Path, Report

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROL_NAMES = {"\n": "a line end", "\r": "a carriage return", "\t": "a tab", "\0": "NUL", "\u2028": "a line end"}
_WORD = re.compile(r"[^\s,]+")

TYPE_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}


def type_name(value: Json) -> str:
    """Return what a JSON value is, in words."""
    return next((name for kind, name in TYPE_NAMES.items() if isinstance(value, kind)), "a number")


def safe_string(value: Json, report: Report, path: Path = (), offset: int = 0, *, blanks: bool = False) -> str | None:
    """Return a string that is one value in Postfix's files, or report why it is not.

    `offset` is where it starts in the document's string; `blanks` allows line ends and tabs, which the caller
    then takes as separators.
    """
    if not isinstance(value, str):
        mend = "Write one string, in double quotes."
        report.add("wrong-type", f"{type_name(value)} where a string is expected", path, mend=mend)
        return None
    unsafe = next((m for m in _UNSAFE.finditer(value) if not (blanks and m[0] in "\n\t\r")), None)
    if unsafe:
        report.add(
            "control-character",
            f"the value holds {_CONTROL_NAMES.get(unsafe[0], 'a control character')} (U+{ord(unsafe[0]):04X})",
            path,
            offset + unsafe.start(),
        )
        return None
    return value


class Word(NamedTuple):
    """One entry of a list, with its path and offset for problems."""

    text: str
    path: Path
    offset: int


def words(value: Json, report: Report) -> Iterator[Word]:
    """Yield the entries of a blank- or comma-separated string, or of a list of such strings."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _words_of(item, report, (index,))
    elif isinstance(value, str):
        yield from _words_of(value, report, ())
    else:
        mend = 'Write a string, "a b", or a list of strings, ["a", "b"].'
        report.add("wrong-type", f"{type_name(value)} where a string or a list of strings is expected", mend=mend)


def _words_of(item: Json, report: Report, path: Path) -> Iterator[Word]:
    text = safe_string(item, report, path, blanks=True)
    for found in _WORD.finditer(text or ""):
        if "$" in found[0]:
            report.add("dollar-sign", f"{shown(found[0])} holds a $", path, found.start() + found[0].index("$"))
        else:
            yield Word(found[0], path, found.start())


def one_word(value: Json, report: Report) -> Word | None:
    """Return a string without blanks around it, or None when it is empty or a problem."""
    text = safe_string(value, report)
    if text is None:
        return None
    stripped = text.strip(" ")
    offset = len(text) - len(text.lstrip(" "))
    if "$" in stripped:
        report.add("dollar-sign", "the value holds a $", (), offset + stripped.index("$"))
        return None
    return Word(stripped, (), offset) if stripped else None
