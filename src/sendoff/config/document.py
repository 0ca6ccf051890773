"""The document: JSON text with places.

Positions are wanted only when something is wrong, so the standard library's scanner does the
reading, and a place is looked up late, from a path of keys and indices. Only the top level is
walked here, since duplicates of keys that belong to other modules count there too.
"""

from __future__ import annotations

import json
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn, TypeAlias

from sendoff.config.problems import InvalidInput, Place, Problem

Json: TypeAlias = Any
"""A JSON value; objects are `Members`, so that duplicates stay visible."""

Step: TypeAlias = int | str | tuple[str]
"""A step into a value: an index, the name of a member, or in a tuple the name for the place of the name itself."""

MAX_BYTES = 1024 * 1024
"""Larger files are refused unread (bytes)."""

MAX_PROBLEMS = 50
"""After so many in one value, or of one sort, the reading of it ends."""

_MAX_DIGITS = 4000
_MAX_OFFSET = 100_000
_LONGEST_SHOWN = 100_000
"""Values with more text than this are masked whole (characters)."""
_QUOTED = 1000
"""How much of a line around a place is kept, to each side (characters)."""


class Members(dict[str, Json]):
    """An object's members, with the keys that stood more than once."""

    repeated: tuple[str, ...] = ()


def _members(pairs: list[tuple[str, Json]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        again = dict.fromkeys(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        members.repeated = tuple(again)
    return members


class Entry(NamedTuple):
    """A top-level member: where its key, its value and its end are (offsets in characters)."""

    key: str
    key_start: int
    start: int
    end: int
    value: Json

    def __repr__(self) -> str:
        """Return the key alone; the value may be a secret of another module."""
        return f"Entry({self.key!r})"


class Document:
    """A document's file name, its text, and its top-level members once they are read.

    `public` are the keys whose values an error may quote; `entries` has the last member of each name,
    `members` every one in order; `reading` is the member being read, as far as it goes.
    """

    def __init__(self, file: str, text: str, public: frozenset[str] = frozenset()) -> None:
        """Start with nothing read."""
        self.file = file
        self.text = text
        self.public = public
        self.entries: dict[str, Entry] = {}
        self.members: list[Entry] = []
        self.repeated: list[Problem] = []
        self.reading: Entry | None = None
        self._starts: dict[int, dict[Step, int]] = {}

    def place(self, key: str, path: tuple[Step, ...] = (), offset: int = 0) -> Place:
        """Return the place of a value: `path` leads into it, `offset` counts characters into a string."""
        start = self.entries[key].start
        for step in path:
            start = self._starts_in(start).get(step, start)
        if offset and self.text[start] == '"':
            start = _offset_in_string(self.text, start + 1, offset)
        return self.place_at(start)

    def key_place(self, key: str) -> Place:
        """Return the place of a top-level key's name."""
        return self.place_at(self.entries[key].key_start)

    def place_at(self, position: int) -> Place:
        """Turn an offset into a place, with the line's text (or the part around the place) made safe to show."""
        text = self.text
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        first, last = max(start, position - _QUOTED), min(end, position + _QUOTED)
        source = self._safe(first, last, position)
        return Place(self.file, text.count("\n", 0, position) + 1, position - start + 1, source, first - start)

    def _safe(self, first: int, last: int, position: int) -> str:
        """Return the text from `first` to `last` with everything masked that may not be shown."""
        from bisect import bisect_right  # start-up: only for a mistake, or a setting that is given

        from sendoff.config import masking  # start-up

        safe = masking.masked(self.text[first:last])

        def show(start: int, source: str) -> None:
            nonlocal safe
            source = source[max(first - start, 0) : max(last - start, 0)]
            start = max(start - first, 0)
            safe = safe[:start] + source + safe[start + len(source) :]

        begin = max(bisect_right(self.members, first, key=lambda entry: entry.key_start) - 1, 0)
        for entry in [*self.members[begin : begin + 2 * _QUOTED], *([self.reading] if self.reading else [])]:
            if entry.key_start >= last:
                break
            show(entry.key_start, masking.masked_name(_name(self.text, entry)))
            end = position if entry is self.reading else entry.end
            if entry.key in self.public and entry.end >= first and end - entry.start <= _LONGEST_SHOWN:
                show(entry.start, masking.masked_value(self.text[entry.start : end]))
        return masking.printable(safe.rstrip())

    def _starts_in(self, position: int) -> dict[Step, int]:
        if position not in self._starts:
            self._starts[position] = _starts_in(self.text, position)
        return self._starts[position]

    def refused(self, kind: str, what: str, position: int, mend: str = "") -> InvalidInput:
        """Return the error that ends the reading."""
        place = self.place_at(min(position, len(self.text)))
        return InvalidInput((*self.repeated, Problem(kind, what, place, mend)))


def _name(text: str, entry: Entry) -> str:
    return text[entry.key_start : scanstring(text, entry.key_start + 1)[1]]


class _NotJson(Exception):
    """A value that the scanner takes but RFC 8259 does not know."""


def parse(file: str, data: bytes, public: frozenset[str] = frozenset()) -> Document:
    """Read a document; `public` are the keys whose values errors may quote.

    Raises:
        InvalidInput: the bytes are not one JSON object in UTF-8 (RFC 8259); nothing else is raised.
    """
    document = _decode(file, data, public)
    try:
        _read(document)
    except json.JSONDecodeError as error:
        from sendoff.config.syntax import explain  # start-up: only for a mistake

        mistake = explain(document.text, error.msg, error.pos)
        raise document.refused("json-syntax", mistake.what, mistake.position, mistake.mend) from None
    return document


def _decode(file: str, data: bytes, public: frozenset[str]) -> Document:
    if len(data) > MAX_BYTES:
        raise Document(file, "").refused("document-too-large", f"{len(data):,} bytes", 0)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        _refuse_encoding(Document(file, data[: error.start].decode(), public), data, error.start)
    if text.startswith("\ufeff"):
        raise Document(file, text[1:]).refused("not-utf8", "it starts with a byte order mark", 0)
    return Document(file, text, public)


def _refuse_encoding(before: Document, data: bytes, position: int) -> NoReturn:
    import contextlib  # start-up: only for a mistake

    with contextlib.suppress(json.JSONDecodeError, InvalidInput):
        _read(before)  # its members tell what may be shown
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    what = "it is UTF-16" if utf16 else f"byte 0x{data[position]:02x} is not UTF-8"
    raise before.refused("not-utf8", what, len(before.text)) from None


def _no_constant(name: str) -> Json:
    raise _NotJson(f"{name} is not a JSON value")


def _whole(digits: str) -> int:
    # Python refuses to convert very long numbers with an error that names no place.
    if len(digits) > _MAX_DIGITS:
        raise _NotJson(f"a number of {len(digits):,} digits")
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_constant, parse_int=_whole)


def _skip(text: str, position: int) -> int:
    end: int = WHITESPACE.match(text, position).end()
    return end


def _value(document: Document, position: int) -> tuple[Json, int]:
    try:
        return _DECODER.raw_decode(document.text, position)
    except _NotJson as error:
        from sendoff.config.syntax import place_of_constant  # start-up: only for a mistake

        position = place_of_constant(document.text, position, _MAX_DIGITS)
        raise document.refused("json-syntax", str(error), position, "Write a number such as 25600000.") from None
    except RecursionError:
        raise document.refused("json-too-deep", "nested too deeply to read", position) from None


def _read(document: Document) -> None:
    text = document.text
    position = _skip(text, 0)
    if text[position : position + 1] != "{":
        _value(document, position)
        raise document.refused("not-an-object", "the document is not an object", position)
    position = _skip(text, _read_members(document, _skip(text, position + 1)))
    if position < len(text):
        raise json.JSONDecodeError("Extra data", text, position)


def _read_members(document: Document, position: int) -> int:
    """Read the members of the top-level object; returns the offset behind its closing brace."""
    text = document.text
    if text[position : position + 1] == "}":
        return position + 1
    while True:
        position = _read_member(document, position)
        if text[position : position + 1] == "}":
            return position + 1
        if text[position : position + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
        position = _skip(text, position + 1)


def _read_member(document: Document, key_start: int) -> int:
    """Read one member; returns the offset of what follows it."""
    text = document.text
    if text[key_start : key_start + 1] != '"':
        raise json.JSONDecodeError("Expecting property name", text, key_start)
    key, position = scanstring(text, key_start + 1)
    position = _skip(text, position)
    if text[position : position + 1] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, position)
    start = _skip(text, position + 1)
    document.reading = Entry(key, key_start, start, len(text), None)
    value, end = _value(document, start)
    document.reading = None
    entry = Entry(key, key_start, start, end, value)
    document.members.append(entry)
    if key in document.entries:
        _report_repeated(document, entry)
    document.entries[key] = entry
    return _skip(text, end)


def _report_repeated(document: Document, entry: Entry) -> None:
    if len(document.repeated) >= MAX_PROBLEMS:
        raise document.refused("too-many-problems", f"more than {MAX_PROBLEMS} keys stand twice", entry.key_start)
    from sendoff.config.masking import shown_name  # start-up: only for a mistake

    problem = Problem("duplicate-key", f"{shown_name(entry.key)} stands twice", document.place_at(entry.key_start))
    document.repeated.append(problem)


def _starts_in(text: str, position: int) -> dict[Step, int]:
    """Return where each member of an object or list starts; of equal names the last one."""
    is_object = text[position] == "{"
    found: dict[Step, int] = {}
    position = _skip(text, position + 1)
    while text[position] not in "]}":
        name: int | str = len(found)
        if is_object:
            key, end = scanstring(text, position + 1)
            name, found[(key,)] = key, position
            position = _skip(text, _skip(text, end) + 1)
        found[name] = position
        try:
            position = _skip(text, _DECODER.raw_decode(text, position)[1])
        except RecursionError:  # it could be read with less of the stack in use
            break
        if text[position] == ",":
            position = _skip(text, position + 1)
    return found


def _offset_in_string(text: str, start: int, offset: int) -> int:
    """Return where the character at `offset` of a string's value stands in the text; `start` is behind the quote."""
    if "\\" not in text[start : start + offset]:
        return start + offset
    if offset > _MAX_OFFSET:
        return start - 1
    import re  # start-up: only for a mistake

    unit = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
    for _ in range(offset):
        found = unit.match(text, start)
        start = found.end() if found else start
    return start
