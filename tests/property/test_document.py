"""Any bytes are a document or a problem; a place is where the value stands."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sendoff.config.document import parse
from sendoff.config.keys import KEYS, PUBLIC
from sendoff.config.problems import InvalidInput
from sendoff.config.settings import build
from sendoff.render import problem

TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(sorted(KEYS)) | TEXT
SIGNS = (b"{", b"}", b"[", b"]", b":", b",", b'"', b"\\", b"\\u", b"\n", b"\r", b" ", b"1", b"-", b"NaN", b"true", b"$")
PIECES = (b'"postfix::relayhost"', b'"postfix::mynetworks":', b"10.1.2.3/24", b"\xff", b"\x00", "\u00e9".encode())
FRAGMENTS = st.lists(st.sampled_from((*SIGNS, *PIECES)), max_size=30).map(b"".join)


def checked(data: bytes) -> None:
    """Read, and render what is wrong; anything else than a problem would be raised."""
    try:
        build([parse("f", data, PUBLIC)])
    except InvalidInput as error:
        for found in error.problems:
            lines = problem.text(found, colour=False).split("\n")
            assert lines[0].startswith(f"f:{found.place.line}:{found.place.column}: error[{found.id}]: ")
            assert len(lines) in {3, 5}
            assert all(line.isprintable() for line in lines)
            problem.as_json(found)


def is_unicode(text: str) -> bool:
    """Tell whether a text has no lone surrogate, which UTF-8 cannot carry."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def where(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@given(st.binary(max_size=200) | FRAGMENTS | TEXT.map(lambda text: text.encode(errors="surrogatepass")))
def test_any_bytes_are_a_document_or_a_problem(data: bytes) -> None:
    checked(data)


@given(FRAGMENTS, FRAGMENTS, st.sampled_from(sorted(KEYS)))
def test_anything_around_a_known_key_is_a_document_or_a_problem(before: bytes, behind: bytes, name: str) -> None:
    checked(b"{" + before + f'"{name}": '.encode() + behind + b"}")


@given(st.dictionaries(NAMES, JSON, max_size=5))
def test_any_json_object_is_a_document_or_a_problem(value: dict[str, Any]) -> None:
    checked(json.dumps(value).encode())


@given(st.dictionaries(TEXT, JSON, max_size=4), st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_reading_gives_what_the_standard_library_reads(
    value: dict[str, Any], indent: int | None, escaped: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    assume(is_unicode(text))
    document = parse("f", text.encode())
    assert {name: entry.value for name, entry in document.entries.items()} == value


@given(
    st.dictionaries(TEXT, JSON, max_size=3),
    st.lists(st.sampled_from(["list", "object"]), max_size=4),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
    st.data(),
)
def test_place_is_the_first_character_of_a_value_wherever_it_stands(
    others: dict[str, Any], steps: list[str], indent: int | None, escaped: bool, data: st.DataObject
) -> None:
    mark = "\u00b6mark\u00b6"
    value: Any = mark
    path: list[int | str] = []
    for step in reversed(steps):
        if step == "list":
            before = data.draw(st.lists(JSON, max_size=2))
            path.insert(0, len(before))
            value = [*before, value, 1]
        else:
            path.insert(0, "at")
            value = {**data.draw(st.dictionaries(TEXT, JSON, max_size=2)), "at": value}
    text = json.dumps({**others, "key": value}, indent=indent, ensure_ascii=escaped)
    encoded = json.dumps(mark, ensure_ascii=escaped)
    assume(is_unicode(text))
    document = parse("f", text.encode())
    place = document.place("key", tuple(path))
    assert (place.line, place.column) == where(text, text.index(encoded))


@given(TEXT.map(lambda text: text + "\u00b6" + text), st.booleans())
def test_place_in_a_string_is_the_place_of_the_character(text: str, escaped: bool) -> None:
    encoded = json.dumps({"key": text}, ensure_ascii=escaped)
    value = json.loads(encoded)["key"]
    offset = value.index("\u00b6")
    assume(is_unicode(encoded))
    place = parse("f", encoded.encode()).place("key", (), offset)
    mark = json.dumps("\u00b6", ensure_ascii=escaped)[1:-1]
    expected = encoded.index(mark) if offset else encoded.index('"', 7)
    assert (place.line, place.column) == where(encoded, expected)
