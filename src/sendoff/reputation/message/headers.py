"""The header of a message or of one of its parts: fields as bytes, nothing decoded, nothing believed.

The standard library's parser mends what it reads; a doctor must see what is broken. All is linear in the text's length.
"""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_FIELDS = 1000
MOST_BYTES = 256_000

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.DOTALL)
_END = re.compile(rb"\r?\n\r?\n|\A\r?\n")


class Field(NamedTuple):
    """One field: its name in small letters, its value on one line, and the bytes as they stand."""

    name: str
    value: str
    raw: bytes


class Header(NamedTuple):
    """Fields in their order, and lines that are no fields.

    `ends` is where the body begins; `whole` is false where there was more than the limits allow.
    """

    fields: tuple[Field, ...]
    broken: tuple[bytes, ...] = ()
    ends: int = 0
    whole: bool = True

    def all(self, name: str) -> tuple[Field, ...]:
        """Return the fields of a name."""
        return tuple(field for field in self.fields if field.name == name)

    def value(self, name: str) -> str:
        """Return the first such field's value, or nothing."""
        return next((field.value for field in self.fields if field.name == name), "")


def header(raw: bytes, start: int = 0, end: int | None = None) -> Header:
    """Return the header that begins at `start`."""
    stop = len(raw) if end is None else end
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return Header((), ends=start + (1 if raw[start : start + 1] == b"\n" else 2))
    limit = min(stop, start + MOST_BYTES)
    blank = _END.search(raw, start, limit)
    last = blank.start() if blank else limit
    fields, broken, whole = _fields(raw[start:last])
    return Header(fields, broken, blank.end() if blank else limit, whole and (blank is not None or limit == stop))


def _fields(block: bytes) -> tuple[tuple[Field, ...], tuple[bytes, ...], bool]:
    groups: list[list[bytes]] = []
    for line in block.split(b"\n"):
        if line[:1] in (b" ", b"\t") and groups:
            groups[-1].append(line)
        elif len(groups) > MOST_FIELDS:
            break
        else:
            groups.append([line])
    fields, broken = [], []
    for group in groups[:MOST_FIELDS]:
        whole = b"\n".join(group)
        found = _FIELD.fullmatch(whole)
        if found:
            fields.append(Field(found[1].decode("ascii").lower(), one_line(found[2]), whole))
        elif whole.strip():
            broken.append(whole)
    return tuple(fields), tuple(broken), len(groups) <= MOST_FIELDS


def one_line(value: bytes) -> str:
    """Return a value without its line breaks; bytes that are no UTF-8 are replaced."""
    return b"".join(part.strip(b"\r") for part in value.split(b"\n")).decode("utf-8", "replace").strip()
