"""main.cf as text: read as Postfix reads it, rewritten without touching what is not ours."""

from __future__ import annotations

import pytest

from sendoff.postfix.main_cf import BEGIN, END, assignments, rewrite, split, values, without


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\n", {"a": "1"}),
        ("a=1", {"a": "1"}),
        ("a\t=\t1 \n", {"a": "1"}),
        ("a =\n", {"a": ""}),
        ("a = b = c\n", {"a": "b = c"}),
        ("a = 1\na = 2\n", {"a": "2"}),
        ("# a = 1\n  # b = 2\n", {}),
        ("a = 1 # not a comment\n", {"a": "1 # not a comment"}),
        ("a = 1\n  2\n", {"a": "1 2"}),
        ("a = 1\n# comment\n\n\t2\n", {"a": "1 2"}),
        ("a = 1\n  # comment\n  2\n", {"a": "1 2"}),
        ("a\n = 1\n", {"a": "1"}),
        ("a = 1\r\nb = 2\r\n", {"a": "1", "b": "2"}),
        ("  a = 1\n", {}),
        ("nonsense\n", {}),
        ("a = x\u00a0\n", {"a": "x\u00a0"}),
        ("a = 1\n\u00a0b = 2\n", {"a": "1", "\u00a0b": "2"}),
        ("", {}),
    ],
)
def test_values_are_read_as_postfix_reads_them(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected


def test_assignment_knows_all_its_lines() -> None:
    found = list(assignments("# x\na = 1\n# y\n 2\nb = 3\n"))
    assert [(a.name, a.line, a.lines) for a in found] == [("a", 2, (2, 4)), ("b", 5, (5,))]


def test_rewrite_appends_one_block_and_takes_out_what_it_replaces() -> None:
    text = rewrite("# mine\nb = 1\na = 1\n  2\nc = 3\n", {"a": "new", "d": ""}, {"a", "d"})
    assert text == f"# mine\nb = 1\nc = 3\n{BEGIN}\na = new\nd =\n{END}\n"


def test_rewrite_again_changes_nothing() -> None:
    once = rewrite("x = 1", {"a": "1"}, {"a"})
    assert rewrite(once, {"a": "1"}, {"a"}) == once


def test_rewrite_replaces_the_block_where_others_wrote_behind_it() -> None:
    text = rewrite(rewrite("", {"a": "1"}, {"a"}) + "b = 2\n", {"a": "3"}, {"a"})
    assert text == f"b = 2\n{BEGIN}\na = 3\n{END}\n"


def test_rewrite_to_nothing_leaves_the_administrators_text() -> None:
    assert rewrite(rewrite("# x\nb = 1\n", {"a": "1"}, {"a"}), {}, {"a"}) == "# x\nb = 1\n"


def test_begin_without_an_end_swallows_nothing() -> None:
    torn = f"{BEGIN}\na = 1\nmine = 1\n"
    again = rewrite(rewrite(torn, {"a": "2"}, {"a"}), {"a": "3"}, {"a"})
    assert values(again) == {"mine": "1", "a": "3"}
    assert split(again)[0] == f"{BEGIN}\nmine = 1\n"


def test_leftover_marks_never_become_a_block() -> None:
    text = f"{BEGIN}\na = 1\n{BEGIN}\n{END}\n{END}"
    once = rewrite(text, {"a": "2"}, {"a"})
    assert rewrite(once, {"a": "2"}, {"a"}) == once
    assert split(once)[1] == f"{BEGIN}\na = 2\n{END}\n"


def test_marks_inside_a_value_are_no_block() -> None:
    text = f"a = {BEGIN}\nb = 1\nc = {END}\n"
    assert split(text) == (text, "")


def test_without_keeps_windows_line_ends_and_the_missing_last_one() -> None:
    assert without("a = 1\r\nb = 2\r\nc = 3", {"b"}) == "a = 1\r\nc = 3"
    assert without("a = 1\nb = 2", {"b"}) == "a = 1"
