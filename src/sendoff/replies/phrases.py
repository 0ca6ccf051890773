"""Phrases: texts as words without case and punctuation, and which of many phrases are in a text.

No expression is searched for: each phrase is looked for as a piece of text, and only where its first word occurs. So
the time is linear in the text, whatever the text is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_GLUED = re.compile(r"(?<=[a-z])\.(?=[A-Z][a-z])")
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "\N{LATIN SMALL LETTER DOTLESS I}": "i"})
GAP, OR = "…", "|"
FAR = 90
"""No more stands between the parts of a phrase (characters)."""


def words(text: str) -> str:
    """Return the words of a text in small letters, one blank around each; dots inside words stay."""
    small = _GLUED.sub(" ", text).lower()
    return f" {' '.join(_WORD.findall(small if small.isascii() else _plain(small)))} "


def _plain(text: str) -> str:
    """Return a text without accents: many servers leave them out."""
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def pairs(firsts: str, seconds: str) -> str:
    """Return the phrases that begin with one of `firsts` and go on with one of `seconds`, both as rows write them."""
    return f" {OR} ".join(
        f"{first.strip()} {GAP} {second.strip()}" for first in firsts.split(OR) for second in seconds.split(OR)
    )


class Phrase(NamedTuple):
    """Pieces of text that must follow each other."""

    pieces: tuple[str, ...]

    def within(self, text: str) -> bool:
        """Tell whether a text, as `words` gives it, has the phrase."""
        first, *others = self.pieces
        place = text.find(first)
        if not others:
            return place >= 0
        for piece in others:  # Mostly one of them is nowhere, and this is quick.
            if piece not in text:
                return False
        while place >= 0:
            if self._go_on(text, place + len(first) - first.endswith(" "), others):
                return True
            place = text.find(first, place + 1)
        return False

    @staticmethod
    def _go_on(text: str, place: int, pieces: list[str]) -> bool:
        for piece in pieces:
            found = text.find(piece, place, place + FAR + len(piece))
            if found < 0:
                return False
            # The blank behind a word is the one before the next.
            place = found + len(piece) - piece.endswith(" ")
        return True

    @property
    def first(self) -> str:
        """The first whole word; empty where the phrase begins with an open one."""
        piece = self.pieces[0]
        return piece.split(" ", 2)[1] if piece.startswith(" ") and piece.count(" ") > 1 else ""


def phrases(text: str) -> list[Phrase]:
    """Return the phrases of a row's words."""
    return [Phrase(tuple(map(_piece, one.split(GAP)))) for one in text.split(OR) if one.strip()]


def _piece(text: str) -> str:
    bare = text.strip()
    plain = words(bare).strip()
    return f"{'' if bare.startswith('*') else ' '}{plain}{'' if bare.endswith('*') else ' '}"
