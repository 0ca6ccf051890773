"""Messages about JSON do not depend on the version of Python."""

from __future__ import annotations

import pytest

from sendoff.config.syntax import explain


@pytest.mark.parametrize(
    ("message", "position"),
    [("Expecting value", 4), ("Illegal trailing comma before end of array", 2)],
)
def test_comma_before_a_bracket_is_told_alike_by_every_version(message: str, position: int) -> None:
    assert explain("[1, ]", message, position)[:2] == ("a comma with nothing after it", 2)


@pytest.mark.parametrize(
    ("message", "position"),
    [("Expecting property name enclosed in double quotes", 8), ("Illegal trailing comma before end of object", 6)],
)
def test_comma_before_a_brace_is_told_alike_by_every_version(message: str, position: int) -> None:
    assert explain('{"a":1, }', message, position)[:2] == ("a comma with nothing after it", 6)


@pytest.mark.parametrize("position", [7, 8, 9])
def test_text_that_ends_early_is_told_behind_its_last_character(position: int) -> None:
    assert explain('{"a": 1 \n', "Expecting ',' delimiter", position + 1)[1] == 7


@pytest.mark.parametrize("position", [7, 8])
def test_bad_escape_is_told_at_its_backslash(position: int) -> None:
    assert explain(r'{"a": "\q"}', "Invalid \\escape", position)[1] == 7


def test_missing_comma_is_told_behind_the_value() -> None:
    assert explain('{"a": 1\n  "b": 2}', "Expecting ',' delimiter", 10)[:2] == ("a comma is missing here", 7)
