"""The document: JSON text with places.

Positions are wanted only when something is wrong, so the standard library's scanner does the
reading, and a place is looked up late, from a path of keys and indices. Only the top level is
walked here, since duplicates of keys that belong to other modules count there too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from sendoff.config.masking import Span, masked_line, shown
from sendoff.config.problems import InvalidInput, Place, Problem

Json: TypeAlias = Any
"""A JSON value; objects are `Members`, so that duplicates stay visible."""

MAX_BYTES = 4 * 1024 * 1024
"""Larger files are refused unread (bytes)."""

_MAX_DIGITS = 4000


class Members(dict[str, Json]):
    """An object's members, with the keys that stood more than once."""

    repeated: tuple[str, ...] = ()


def _members(pairs: list[tuple[str, Json]]) -> Members:
    members = Members(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        members.repeated = tuple(name for name in members if names.count(name) > 1)
    return members


@dataclass(frozen=True, slots=True)
class Entry:
    """A top-level member: where its key, its value and its end are (offsets in characters)."""

    key_start: int
    start: int
    end: int
    value: Json


@dataclass(slots=True)
class Document:
    """A document's file name, its text, and its top-level members once they are read.

    `public` are the keys whose values an error may quote; `reading` is the key being read, with
    where it and its value start.
    """

    file: str
    text: str
    public: frozenset[str] = frozenset()
    entries: dict[str, Entry] = field(default_factory=dict)
    repeated: list[Problem] = field(default_factory=list)
    reading: tuple[str, int, int] | None = None

    def place(self, key: str, path: tuple[int | str, ...] = (), offset: int = 0) -> Place:
        """Return the place of a value: `path` leads into it, `offset` counts characters into a string.

        An offset is honoured only in strings without escapes, where characters and text agree.
        """
        start = _descend(self.text, self.entries[key].start, path)
        if offset and self.text[start] == '"':
            _, end = scanstring(self.text, start + 1)
            if "\\" not in self.text[start:end]:
                start += 1 + offset
        return self.place_at(start)

    def key_place(self, key: str) -> Place:
        """Return the place of a top-level key's name."""
        return self.place_at(self.entries[key].key_start)

    def place_at(self, position: int) -> Place:
        """Turn an offset into a place, with the line's text made safe to show."""
        text = self.text
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        source = masked_line(text, (start, end), self._visible(position)).rstrip()
        return Place(self.file, text.count("\n", 0, position) + 1, position - start + 1, source)

    def _visible(self, position: int) -> list[Span]:
        spans = []
        for key, entry in self.entries.items():
            spans.append((entry.key_start, entry.end if key in self.public else entry.start))
        if self.reading is not None:
            key, key_start, start = self.reading
            spans.append((key_start, position if key in self.public else start))
        return spans

    def refused(self, kind: str, what: str, position: int) -> InvalidInput:
        """Return the error that ends the reading."""
        return InvalidInput((*self.repeated, Problem(kind, what, self.place_at(min(position, len(self.text))))))


class _NotJson(Exception):
    """A value that the scanner takes but RFC 8259 does not know."""


def parse(file: str, data: bytes, public: frozenset[str] = frozenset()) -> Document:
    """Read a document; `public` are the keys whose values errors may quote.

    Raises:
        InvalidInput: the bytes are not one JSON object in UTF-8 (RFC 8259); nothing else is raised.
    """
    document = Document(file, _decode(file, data), public)
    try:
        _read(document)
    except json.JSONDecodeError as error:
        ends = " (the text ends here)" if error.pos >= len(document.text) else ""
        raise document.refused("json-syntax", error.msg[:1].lower() + error.msg[1:] + ends, error.pos) from None
    return document


def _decode(file: str, data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Document(file, "").refused("document-too-large", f"{len(data):,} bytes", 0)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        what = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise Document(file, before).refused("not-utf8", what, len(before)) from None
    if text.startswith("\ufeff"):
        raise Document(file, text[1:]).refused("not-utf8", "it starts with a byte order mark", 0)
    return text


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
        raise document.refused("json-syntax", str(error), position) from None
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
        raise json.JSONDecodeError("extra text after the document", text, position)


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
            raise json.JSONDecodeError("expecting ',' or '}' after a value", text, position)
        position = _skip(text, position + 1)


def _read_member(document: Document, key_start: int) -> int:
    """Read one member; returns the offset of what follows it."""
    text = document.text
    if text[key_start : key_start + 1] != '"':
        raise json.JSONDecodeError("expecting a key in double quotes", text, key_start)
    key, position = scanstring(text, key_start + 1)
    position = _skip(text, position)
    if text[position : position + 1] != ":":
        raise json.JSONDecodeError("expecting ':' after the key", text, position)
    start = _skip(text, position + 1)
    document.reading = key, key_start, start
    value, end = _value(document, start)
    document.reading = None
    if key in document.entries:
        problem = Problem("duplicate-key", f"{shown(key)} stands twice", document.place_at(key_start))
        document.repeated.append(problem)
    document.entries[key] = Entry(key_start, start, end, value)
    return _skip(text, end)


def _descend(text: str, position: int, path: tuple[int | str, ...]) -> int:
    """Return where the value at `path` starts, in a value that is known to be valid JSON."""
    for step in path:
        position = _member(text, _skip(text, position + 1), step)
    return position


def _member(text: str, position: int, step: int | str) -> int:
    """Return where a member starts: the one at an index, or the last one of a name."""
    found = position
    index = 0
    while text[position] not in "]}":
        name: int | str = index
        if isinstance(step, str):
            name, position = scanstring(text, position + 1)
            position = _skip(text, _skip(text, position) + 1)
        if name == step:
            found = position
        position = _skip(text, _DECODER.raw_decode(text, position)[1])
        if text[position] == ",":
            position = _skip(text, position + 1)
        index += 1
    return found
