"""The parts of a message (RFC 2046): found without recursion, to a depth and a number that no honest mail reaches."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from typing import NamedTuple

from sendoff.reputation.message.headers import Header, header
from sendoff.reputation.message.parameters import Value, value
from sendoff.reputation.message.words import decoded

DEEPEST = 20
MOST_PARTS = 300
_READ = 1_000_000
"""Bytes of one part's text that are decoded."""
_LONGEST_BOUNDARY = 70


class Part(NamedTuple):
    """One part: its header, where its body lies, how deep it is, the index of the part that holds it (-1: none)."""

    header: Header
    start: int
    end: int
    depth: int
    parent: int
    type: Value
    disposition: Value
    encoding: str

    @property
    def filename(self) -> str:
        """The name that a mail program saves it under; empty if it has none."""
        return self.disposition.parameters.get("filename") or self.type.parameters.get("name", "")

    @property
    def attached(self) -> bool:
        """Whether it is an attachment rather than a text to read."""
        return self.disposition.value == "attachment" or bool(self.filename)


class Mime(NamedTuple):
    """All parts, a message's own first, and what is wrong with how they are put together."""

    parts: tuple[Part, ...]
    wrong: tuple[str, ...] = ()


def parts(raw: bytes, head: Header) -> Mime:
    """Return the parts of a message whose header was read."""
    found = [_part(head, (head.ends, len(raw)), 0, -1)]
    wrong: list[str] = []
    place = 0
    while place < len(found):
        one = found[place]
        if one.type.value.startswith("multipart/"):
            _open(raw, found, place, wrong)
        elif one.type.value == "message/rfc822" and one.encoding in ("", "7bit", "8bit", "binary"):
            _enclosed(raw, found, place, wrong)
        place += 1
    return Mime(tuple(found), tuple(dict.fromkeys(wrong)))


def _part(head: Header, span: tuple[int, int], depth: int, parent: int) -> Part:
    kind = value(head.value("content-type"))
    kind = kind if kind.value else kind._replace(value="text/plain")
    disposition = value(head.value("content-disposition"))
    encoding = head.value("content-transfer-encoding").lower()
    return Part(head, span[0], max(span), depth, parent, kind, disposition, encoding)


def _room(found: list[Part], depth: int, wrong: list[str]) -> bool:
    if depth > DEEPEST:
        wrong.append(f"parts are nested more than {DEEPEST} deep; what is below was not read")
    elif len(found) >= MOST_PARTS:
        wrong.append(f"it has more than {MOST_PARTS} parts; the rest was not read")
    else:
        return True
    return False


def _enclosed(raw: bytes, found: list[Part], place: int, wrong: list[str]) -> None:
    one = found[place]
    if _room(found, one.depth + 1, wrong):
        head = header(raw, one.start, one.end)
        found.append(_part(head, (head.ends, one.end), one.depth + 1, place))


def _open(raw: bytes, found: list[Part], place: int, wrong: list[str]) -> None:
    one = found[place]
    boundary = one.type.parameters.get("boundary", "")
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        wrong.append(
            f"{one.type.value} has {'no boundary' if not boundary else 'a boundary of more than 70 characters'}"
        )
        return
    if not _room(found, one.depth + 1, wrong):
        return
    delimiter = re.compile(b"^--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
    began, closed, count = -1, False, 0
    for match in delimiter.finditer(raw, one.start, one.end):
        if began >= 0:
            count += 1
            if not _room(found, one.depth + 1, wrong):
                return
            _add(raw, found, place, began, _without_break(raw, match.start()))
        began = match.end()
        if match[1]:
            closed = True
            break
    if began < 0:
        wrong.append(f"{one.type.value} never has its boundary")
    elif not closed:
        wrong.append(f"{one.type.value} is not closed by its last boundary")
        _add(raw, found, place, began, one.end)
    elif not count:
        wrong.append(f"{one.type.value} has no part")


def _add(raw: bytes, found: list[Part], place: int, start: int, end: int) -> None:
    head = header(raw, start, end)
    found.append(_part(head, (min(head.ends, end), end), found[place].depth + 1, place))


def _without_break(raw: bytes, end: int) -> int:
    """Return where a part ends: the line break before a boundary belongs to the boundary."""
    return end - (2 if raw[end - 2 : end] == b"\r\n" else 1)


def octets(raw: bytes, part: Part) -> bytes | None:
    """Return the first million bytes of a part's content, decoded; None where its encoding is broken."""
    data = raw[part.start : min(part.end, part.start + _READ)]
    if part.encoding == "quoted-printable":
        return a2b_qp(data)
    if part.encoding != "base64":
        return data
    plain = re.sub(rb"[\r\n \t]+", b"", data)
    try:
        return a2b_base64(plain[: len(plain) // 4 * 4])
    except Error:
        return None


def text(raw: bytes, part: Part) -> str:
    """Return a text part's text, as far as it can be read."""
    data = octets(raw, part) or b""
    return decoded(data, part.type.parameters.get("charset", "us-ascii")) or data.decode("utf-8", "replace")
