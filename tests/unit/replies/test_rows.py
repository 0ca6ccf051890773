"""Each row of the tables: its examples are its tests, and each of its phrases comes to its class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from sendoff.replies.brief import OWN, SAID
from sendoff.replies.classes import CLASSES, COARSE, WHO
from sendoff.replies.collapsing import collapsed
from sendoff.replies.finding import found
from sendoff.replies.providers import PROVIDERS
from sendoff.replies.row import Row
from sendoff.replies.rows import FILES, GENERAL, rows_of
from sendoff.replies.templates import template
from sendoff.replies.understanding import understand

TABLES = (*FILES, *GENERAL)
ROWS = [(table, place, row) for table in TABLES for place, row in enumerate(rows_of(table))]


def named(value: object) -> str:
    return value.name if isinstance(value, Row) else str(value)


class Alternative(NamedTuple):
    """One phrase of a row, as words."""

    table: str
    row: Row
    words: str

    @property
    def reply(self) -> str:
        return self.words if self.table == "postfix_own" else f"{code_for(self.row)} {self.words}"


def code_for(row: Row) -> str:
    """Return a code that the row takes."""
    first = row.code.split()[0] if row.code else "550"
    if "." not in first:
        return first.replace("x", "0")
    numbers = [
        "5" if part == "x" and not at else part.partition("-")[0].replace("x", "1")
        for at, part in enumerate(first.split("."))
    ]
    return f"{'450' if numbers[0] == '4' else '550'} {'.'.join(numbers)}"


def alternatives() -> Iterator[Alternative]:
    for table, _, row in ROWS:
        for phrase in row.words.split("|") if not row.mark else ():
            pieces = [piece.strip().strip("*").strip() for piece in phrase.split("…")]
            if any(pieces):
                yield Alternative(table, row, " and then ".join(pieces))


@pytest.mark.parametrize(("table", "place", "row"), ROWS, ids=named)
def test_the_examples_of_a_row_come_to_this_row(table: str, place: int, row: Row) -> None:
    assert row.example
    for example in (row.example, *row.more):
        result = understand(example)
        assert (result.row, result.name) == (f"{table}/{place}", row.name), example
        if table in FILES:
            assert result.provider == table
            assert result.sure == "exact"
        if row.provider:
            assert result.provider == row.provider


@pytest.mark.parametrize("table", TABLES)
def test_each_phrase_comes_to_the_class_of_its_row(table: str) -> None:
    odd = []
    for one in alternatives():
        if one.table != table:
            continue
        said = collapsed(OWN if table == "postfix_own" else SAID, template(one.reply))
        name = found(said, table if table in FILES else None).name
        if name != one.row.name:
            odd.append(f"{one.reply!r} is {name}, not {one.row.name}")
    assert odd == []


@pytest.mark.parametrize(("table", "place", "row"), [each for each in ROWS if each[2].unless], ids=named)
def test_a_row_is_not_for_what_has_one_of_its_other_phrases(table: str, place: int, row: Row) -> None:
    kept_off = [piece.strip().strip("*") for piece in row.unless.split("|")]
    wrong = [each for each in kept_off if understand(f"{row.example} {each}").row == f"{table}/{place}"]
    assert kept_off
    assert wrong == []


@pytest.mark.parametrize(("table", "place", "row"), ROWS, ids=named)
def test_a_row_says_where_it_is_from_and_what_it_is(table: str, place: int, row: Row) -> None:
    assert row.name in CLASSES, (table, place)
    assert row.source
    assert row.words or row.code or row.mark
    assert row.who in ("", *WHO)
    assert row.blocked in ("", "address", "domain")
    assert not row.link or row.link.startswith("https://") or row.link.startswith("http://www.gbudb")


def test_the_classes_are_of_the_closed_sets() -> None:
    assert {kind.coarse for kind in CLASSES.values()} == set(COARSE)
    assert {kind.who for kind in CLASSES.values()} <= set(WHO)
    assert set(FILES) <= set(PROVIDERS)


def test_every_class_has_a_row_or_is_for_what_has_none() -> None:
    assert {row.name for _, _, row in ROWS} == set(CLASSES) - {"unknown"}
