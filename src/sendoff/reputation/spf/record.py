"""A published SPF record: its terms, its form in a zone file, and where a term belongs in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_VERSION = re.compile(r"v=spf1(?= |$)", re.IGNORECASE)
_MODIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*=")
_MECHANISM = re.compile(r"([+?~-]?)([A-Za-z0-9_.-]*)(.*)", re.DOTALL)
STRING_BYTES = 255
_TTL = 3600


class Term(NamedTuple):
    """One term: `name` in small letters, `rest` what follows it (`:example.net/24`, `=example.net`)."""

    raw: str
    qualifier: str
    name: str
    rest: str
    modifier: bool

    @property
    def target(self) -> str:
        """What follows the first colon or equals sign, without prefix lengths; empty where there is none."""
        text = self.rest[1:] if self.rest[:1] in (":", "=") else ""
        return text if self.name in ("ip4", "ip6") else re.sub(r"(/\d+)?(//\d+)?$", "", text)


def is_record(text: str) -> bool:
    """Tell whether a TXT record is an SPF record (RFC 7208, 4.5)."""
    return bool(_VERSION.match(text))


def published(texts: Iterable[str]) -> tuple[str, ...]:
    """Return those of a name's TXT records that are SPF records, sorted: DNS gives them in any order."""
    return tuple(sorted(text for text in texts if is_record(text)))


def terms(record: str) -> tuple[Term, ...]:
    """Return a record's terms in order, the broken ones too."""
    return tuple(_term(word) for word in record.split(" ")[1:] if word)


def _term(word: str) -> Term:
    if _MODIFIER.match(word):
        name, _, rest = word.partition("=")
        return Term(word, "", name.lower(), f"={rest}", modifier=True)
    found = _MECHANISM.fullmatch(word)
    qualifier, name, rest = found.groups() if found else ("", word, "")
    return Term(word, qualifier or "+", name.lower(), rest, modifier=False)


def record_of(found: Sequence[Term]) -> str:
    """Return the record that has these terms."""
    return " ".join(("v=spf1", *(term.raw for term in found)))


def with_term(record: str, added: str, *, before: str = "") -> str:
    """Return the record with one more term: before `before`, else before `all`, else after the last mechanism."""
    have = list(terms(record))
    raws = [term.raw for term in have]
    if before in raws:
        place = raws.index(before)
    else:
        ends = [number for number, term in enumerate(have) if term.name == "all" and not term.modifier]
        last = max((number for number, term in enumerate(have) if not term.modifier), default=-1)
        place = ends[0] if ends else last + 1
    have.insert(place, _term(added))
    return record_of(have)


def without(record: str, dropped: Iterable[str]) -> str:
    """Return the record without these terms."""
    gone = set(dropped)
    return record_of([term for term in terms(record) if term.raw not in gone])


_WEAKEST = ("+", "?", "~", "-")


def merged(records: Sequence[str]) -> str:
    """Return one record that passes whatever one of these would pass, with the mildest of their ends."""
    found: dict[str, Term] = {}
    for record in records:
        for term in terms(record):
            if term.name == "redirect":
                # Two records cannot both hand over; whom the other domain passes still passes.
                term = _term(f"include:{term.target}")  # noqa: PLW2901 - the same term in another form
            found.setdefault(term.raw.lower(), term)
    ends = [term for term in found.values() if term.name == "all" and not term.modifier]
    rest = [term for term in found.values() if term not in ends]
    mechanisms = [term for term in rest if not term.modifier]
    modifiers = {term.name: term for term in rest if term.modifier}
    ends.sort(key=lambda term: _WEAKEST.index(term.qualifier))
    return record_of([*mechanisms, *ends[:1], *modifiers.values()])


def strings(record: str) -> list[str]:
    """Return the record cut into strings of 255 bytes at most; joined they are the record again, blanks included."""
    found = []
    while len(record) > STRING_BYTES:
        blank = record.rfind(" ", 0, STRING_BYTES)
        end = blank + 1 if blank > 0 else STRING_BYTES
        found.append(record[:end])
        record = record[end:]
    return [*found, record]


def zone_line(domain: str, record: str, ttl: int = 0) -> str:
    """Return the record as a line of a zone file, always printable; `ttl` in seconds, 0 for an hour."""
    return f"{domain.rstrip('.')}. {ttl or _TTL} IN TXT {' '.join(map(_quoted, strings(record)))}"


def _quoted(text: str) -> str:
    letters = (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03d}" for byte in text.encode())  # noqa: PLR2004 - ASCII
    return '"' + "".join(f"\\{letter}" if letter in '"\\' and len(letter) == 1 else letter for letter in letters) + '"'
