"""Which row of a table fits a reply: the first one, in the table's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sendoff.replies.phrases import Phrase, phrases
from sendoff.replies.row import Row


class Match(NamedTuple):
    """A row that fits, its place in the table, and the provider's code that the reply has."""

    row: Row
    place: int
    code: str


class Asked(NamedTuple):
    """A reply as rows look at it: its template, the template's words, and its status codes."""

    text: str
    words: str
    code: str
    enhanced: str


class Table:
    """Rows, found by the first words of their phrases, so that a text is compared with few of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = tuple(rows)
        self._by_word: dict[str, list[tuple[int, Phrase]]] = {}
        self._open: list[tuple[int, Phrase]] = []
        self._foreign: list[tuple[int, Phrase]] = []
        self._wordless = [place for place, row in enumerate(self.rows) if not row.words]
        self._unless = {place: phrases(row.unless) for place, row in enumerate(self.rows) if row.unless}
        self._marks: dict[int, re.Pattern[str]] = {}
        for place, row in enumerate(self.rows):
            for phrase in phrases(row.words):
                self._where(phrase).append((place, phrase))

    def _where(self, phrase: Phrase) -> list[tuple[int, Phrase]]:
        if phrase.first:
            return self._by_word.setdefault(phrase.first, [])
        return self._open if all(map(str.isascii, phrase.pieces)) else self._foreign

    def find(self, asked: Asked) -> Match | None:
        """Return the first row that fits; None where none does."""
        for place in sorted(set(self._places(asked.words))):
            row = self.rows[place]
            if row.code and not fits(row.code, asked.code, asked.enhanced):
                continue
            if any(phrase.within(asked.words) for phrase in self._unless.get(place, ())):
                continue
            code = self._marked(place, row, asked.text) if row.mark else ""
            if code is not None:
                return Match(row, place, code)
        return None

    def _places(self, words: str) -> Iterator[int]:
        yield from self._wordless
        for asked in (self._open, () if words.isascii() else self._foreign):
            for place, phrase in asked:
                if phrase.within(words):
                    yield place
        for word in set(words.split()):
            for place, phrase in self._by_word.get(word, ()):
                if phrase.within(words):
                    yield place

    def _marked(self, place: int, row: Row, text: str) -> str | None:
        pattern = self._marks.get(place)
        if pattern is None:
            pattern = self._marks[place] = re.compile(row.mark)
        found = pattern.search(text)
        if not found:
            return None
        return (found[found.lastindex] if found.lastindex else found[0]).replace("(", "").replace(")", "")


def fits(codes: str, code: str, enhanced: str) -> bool:
    """Tell whether one of a row's codes fits: `550`, `5xx`, `5.7.1`, `x.7.1`, `5.7.606-649`."""
    return any(_one_fits(wanted, code, enhanced) for wanted in codes.split())


def _one_fits(wanted: str, code: str, enhanced: str) -> bool:
    if "." not in wanted:
        return len(wanted) == len(code) and all(a in ("x", b) for a, b in zip(wanted, code, strict=True))
    if not enhanced:
        return False
    parts = enhanced.split(".")
    return all(_number_fits(a, b) for a, b in zip(wanted.split("."), parts, strict=True))


def _number_fits(wanted: str, number: str) -> bool:
    low, dash, high = wanted.partition("-")
    return wanted == "x" or (int(low) <= int(number) <= int(high) if dash else int(low) == int(number))
