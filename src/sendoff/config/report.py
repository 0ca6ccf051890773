"""Where a parser says what is wrong with the value it reads."""

from __future__ import annotations

from sendoff.config.document import MAX_PROBLEMS, Document, Step
from sendoff.config.problems import Place, Problem

Path = tuple[Step, ...]


class Enough(Exception):
    """A value with too many problems."""


class Report:
    """Collects the problems of one key's value; parsers speak in paths, places are looked up here."""

    def __init__(self, document: Document, key: str) -> None:
        """Start without problems."""
        self.document = document
        self.key = key
        self.problems: list[Problem] = []

    def add(self, kind: str, what: str, path: Path = (), offset: int = 0, mend: str = "") -> None:
        """Report a problem at `path` inside the value, `offset` characters into its string.

        Raises:
            Enough: the value has so many that reading on is of no use.
        """
        if len(self.problems) >= MAX_PROBLEMS:
            what = f"more than {MAX_PROBLEMS} problems in this value"
            self.problems.append(Problem("too-many-problems", what, self.place(path, offset)))
            raise Enough
        self.problems.append(Problem(kind, what, self.place(path, offset), mend))

    def place(self, path: Path = (), offset: int = 0) -> Place:
        """Return the place of a part of the value."""
        return self.document.place(self.key, path, offset)
