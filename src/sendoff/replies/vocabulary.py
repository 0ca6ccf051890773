"""Which words of a reply any row or group of words may look at. All others may be anybody's name, and say nothing.

So a template can drop them, and "no such user john here" is the same for every name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

from sendoff.replies.advice import ADVICE
from sendoff.replies.phrases import OR, words
from sendoff.replies.rows import FILES, GENERAL, rows_of
from sendoff.replies.word_groups import group_words

_SHORTEST, _GRAM = 2, 3
_OPEN = re.compile(r"(?=[^\s|…]*\*)(\*?)([^\s|…*]+)(\*?)")
_FORM = (
    "smtp diagnostic code response reason error status said returned reply in to of end data command rcpt mail from "
    "subject betreff objet asunto oggetto http https initial greeting after before is"
)
"""What `collapsing` and others look for beside the rows."""


class Vocabulary(NamedTuple):
    """Whole words, beginnings of words, and what may stand anywhere in a word, by its first letters."""

    whole: frozenset[str]
    beginnings: frozenset[str]
    longest: int
    within: dict[str, tuple[str, ...]]

    def has(self, word: str) -> bool:
        """Tell whether a word, in small letters, may mean something."""
        return word in self.whole or self.begins(word) or self._has_within(word)

    def begins(self, word: str) -> bool:
        """Tell whether a word begins as some row's does."""
        beginnings = self.beginnings
        return any(word[:end] in beginnings for end in range(_SHORTEST, min(len(word), self.longest) + 1))

    def only_begins(self, word: str) -> bool:
        """Tell whether nothing but a word's part before its first dot may mean something: `mail.example.org`."""
        return word not in self.whole and not self._has_within(word) and "." not in self._longest_beginning(word)

    def _longest_beginning(self, word: str) -> str:
        ends = range(min(len(word), self.longest), 0, -1)
        return next((word[:end] for end in ends if word[:end] in self.beginnings), "")

    def _has_within(self, word: str) -> bool:
        within = self.within
        for start in range(len(word) - _GRAM + 1):
            part = within.get(word[start : start + _GRAM])
            if part and any(word.startswith(each, start) for each in part):
                return True
        return False


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all tables."""
    whole, beginnings, within = set(_FORM.split()), set[str](), defaultdict[str, tuple[str, ...]](tuple)
    for text in (*_texts(), ADVICE, group_words()):
        whole.update(words(text).split())
        for before, part, after in _OPEN.findall(text):
            ends = words(part).split()
            if before and ends:
                within[ends[0][:_GRAM]] += (ends[0],)
            if after and ends:
                beginnings.add(ends[-1])
    return Vocabulary(frozenset(whole), frozenset(beginnings), max(map(len, beginnings)), dict(within))


def _texts() -> Iterator[str]:
    for name in (*FILES, *GENERAL):
        yield from (f"{row.words} {OR} {row.unless}" for row in rows_of(name))
    for file in FILES.values():
        yield import_module(f"sendoff.replies.rows.{file}").SIGNS
