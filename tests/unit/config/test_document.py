"""The document: strict JSON in UTF-8, with places."""

from __future__ import annotations

import pytest

from sendoff.config.document import MAX_BYTES, parse
from sendoff.config.problems import InvalidInput, Place, Problem


def problem(data: bytes, public: frozenset[str] = frozenset()) -> Problem:
    with pytest.raises(InvalidInput) as caught:
        parse("server.json", data, public)
    return caught.value.problems[-1]


def at(place: Place) -> tuple[int, int]:
    return place.line, place.column


def test_values_keep_their_json_types() -> None:
    document = parse("f", b'{"a": 1, "b": [true, null, "x"], "c": {"d": 1.5}}')
    assert {name: entry.value for name, entry in document.entries.items()} == {
        "a": 1,
        "b": [True, None, "x"],
        "c": {"d": 1.5},
    }


def test_empty_object_is_a_document() -> None:
    assert parse("f", b" {\n} \n").entries == {}


def test_repeated_top_level_key_is_a_problem_at_its_second_place() -> None:
    document = parse("f", b'{"a": 1,\n "a": 2}')
    assert [(p.id, at(p.place)) for p in document.repeated] == [("duplicate-key", (2, 2))]


def test_repeated_members_of_an_object_are_remembered_once_each() -> None:
    value = parse("f", b'{"k": {"a": 1, "b": 2, "a": 3, "a": 4}}').entries["k"].value
    assert value.repeated == ("a",)
    assert value == {"a": 4, "b": 2}


def test_place_of_a_value_is_its_first_character() -> None:
    assert at(parse("f", b'{\n "a":  1}').place("a")) == (2, 8)


def test_place_leads_into_lists_and_objects_and_to_names() -> None:
    document = parse("f", b'{"k": [1,\n {"x": "y",\n  "z": [7, 8]}]}')
    assert at(document.place("k", (1, "z", 1))) == (3, 12)
    assert at(document.place("k", (1, ("z",)))) == (3, 3)


def test_place_of_a_repeated_name_is_the_last_one() -> None:
    assert at(parse("f", b'{"k": {"a": 1,\n"a": 2}}').place("k", ("a",))) == (2, 6)


@pytest.mark.parametrize(
    ("source", "offset", "column"),
    [
        ('"abc"', 0, 7),
        ('"abc"', 1, 9),
        (r'"a\nbc"', 2, 11),
        (r'"\u0061bc"', 1, 14),
        (r'"\ud83d\ude00bc"', 1, 20),
        (r'"\ud83dbc"', 1, 14),
        (r'"\\\"c"', 2, 12),
    ],
)
def test_offset_into_a_string_counts_its_characters_not_its_escapes(source: str, offset: int, column: int) -> None:
    assert at(parse("f", f'{{"k": {source}}}'.encode()).place("k", (), offset)) == (1, column)


def test_column_counts_characters_not_bytes() -> None:
    assert at(parse("f", '{"é": "ü", "k": 1}'.encode()).place("k")) == (1, 17)


def test_long_line_keeps_only_the_part_around_the_place() -> None:
    document = parse("f", b'{"a": "' + b"x" * 100_000 + b'", "k": 1}')
    place = document.place("k")
    assert len(place.source) < 2500
    assert place.skipped + len(place.source) == 100_017
    assert place.source[place.column - 1 - place.skipped] == "*"


def test_foreign_values_are_masked_and_public_ones_shown() -> None:
    document = parse(
        "f", b'{"backup::token": "hunter2", "postfix::relayhost": "example.net"}', frozenset({"postfix::relayhost"})
    )
    source = '{"backup::token": "*******", "postfix::relayhost": "example.net"}'
    assert document.place("postfix::relayhost").source == source


def test_document_shows_no_content_when_it_is_printed() -> None:
    assert "hunter2" not in repr(parse("f", b'{"backup::token": "hunter2"}'))


def test_limit_is_on_bytes() -> None:
    assert parse("f", b"{}" + b" " * (MAX_BYTES - 2)).entries == {}
    assert problem(b"{}" + b" " * (MAX_BYTES - 1)).id == "document-too-large"


@pytest.mark.parametrize("levels", range(900, 1000, 3))
def test_any_depth_ends_in_a_document_or_in_a_problem(levels: int) -> None:
    data = b'{"postfix::mynetworks": ' + b"[" * levels + b"]" * levels + b"}"
    try:
        place = parse("f", data).place("postfix::mynetworks", (0,))
    except InvalidInput as error:
        place = error.problems[0].place
    assert at(place) in {(1, 25), (1, 26)}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": NaN}', (1, 7)),
        ('{"a": ["NaN", -Infinity]}', (1, 15)),
        ('{"a": {"b": [1,\n Infinity]}}', (2, 2)),
        (f'{{"a": [1, "{"9" * 5000}",\n{"9" * 5000}]}}', (2, 1)),
    ],
)
def test_constants_and_endless_numbers_are_refused_where_they_stand(text: str, where: tuple[int, int]) -> None:
    found = problem(text.encode())
    assert (found.id, at(found.place)) == ("json-syntax", where)


def test_all_repeated_keys_are_told_along_with_a_syntax_error() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse("f", b'{"a": 1, "a": 2, "b": }')
    assert [p.id for p in caught.value.problems] == ["duplicate-key", "json-syntax"]


def test_error_of_the_standard_library_is_not_kept_as_a_cause() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse("f", b'{"a": hunter2}')
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
