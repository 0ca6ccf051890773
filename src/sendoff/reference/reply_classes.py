"""The classes of replies, and the rows that receivers' words are compared with: entries, and a page of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendoff.reference.entry import Entry

KIND = "class of replies"
TITLE = "Replies"
INTRODUCTION = (
    "What receivers answer, by class. `sendoff explain 'REPLY'` tells the class of a reply, `sendoff explain CLASS` "
    "what a class is; [replies](../replies.md) says how a reply is read. A class that opens an incident does so when a "
    "provider answers so, never on words that the sender or the recipient chose."
)

_WHO = {
    "operator": "this server's operator",
    "domain_owner": "the sending domain's owner",
    "application": "the program that sends",
    "recipient": "the recipient",
    "postmaster": "the receiver's postmaster",
    "nobody": "nobody: wait",
}


_TAKEN = {"size": "size-reply", "smtputf8": "smtputf8-reply", "dkim": "dkim-reply"}
"""Classes whose names something else has in the catalogue."""


def names() -> Iterable[str]:
    """Return every class."""
    from sendoff.replies.classes import CLASSES

    return [_TAKEN.get(name, name) for name in CLASSES]


def entry(name: str) -> Entry:
    """Return what is said of a class."""
    from sendoff.replies.classes import CLASSES

    kind = CLASSES[next((of for of, taken in _TAKEN.items() if taken == name), name)]
    parts = {
        "Coarse class": kind.coarse,
        "Who must act": _WHO[kind.who],
        "Next step": kind.next_step,
        "Opens an incident": "yes" if kind.telling else "no",
    }
    return Entry(name, KIND, kind.meaning.rstrip("."), parts)


def page() -> Iterator[str]:
    """Yield the page, below its heading: the classes, then the rows of each provider, then those of any server."""
    yield "\n## Classes\n\n"
    head = ("class", "coarse", "who must act", "incident", "meaning", "next step")
    yield from _table(head, (_class_cells(name) for name in names()))
    yield "\n## Rows\n\n"
    yield (
        "The first row that fits decides, from above, those of the provider first. Words are compared without case and "
        "punctuation; `…` stands for anything between, `*` for the rest of a word. Each row's example is its test.\n"
    )
    from sendoff.replies.rows import FILES, GENERAL, rows_of

    for table in (*FILES, *GENERAL):
        yield f"\n### {table}\n\n"
        rows = rows_of(table)
        yield from _table(
            ("class", "code", "words or mark", "example", "source"),
            (
                (f"`{row.name}`", row.code, _known_by(row.mark, row.words), f"`{row.example}`", row.source)
                for row in rows
            ),
        )


def _class_cells(name: str) -> tuple[str, ...]:
    found = entry(name)
    parts = found.parts
    opens = "opens one" if parts["Opens an incident"] == "yes" else ""
    return f"`{name}`", parts["Coarse class"], parts["Who must act"], opens, f"{found.title}.", parts["Next step"]


_FEW = 6
"""So many phrases of a row are shown: the file has them all."""


def _known_by(mark: str, words: str) -> str:
    phrases = [f'"{" ".join(one.split())}"' for one in words.split("|") if one.strip()]
    more = [f"and {len(phrases) - _FEW} more"] if len(phrases) > _FEW else []
    return ", ".join([*([f"`{mark}`"] if mark else []), *phrases[:_FEW], *more])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = tuple(head)
    yield f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|').replace('*', chr(92) + '*') for cell in row)} |\n"
