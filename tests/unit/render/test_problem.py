"""How a problem looks."""

from __future__ import annotations

import re

from sendoff.config.problems import Place, Problem
from sendoff.render.problem import as_json, text

PLACE = Place("server.json", 3, 39, '  "postfix::mynetworks": "127.0.0.0/8 10.1.2.3/24",')
PROBLEM = Problem("host-bits-set", "10.1.2.3/24 has host bits set", PLACE, "Write 10.1.2.0/24.")


def caret(problem: Problem) -> tuple[str, str]:
    lines = text(problem, colour=False).split("\n")
    return lines[1], lines[2]


def test_text_has_place_id_source_caret_reason_and_advice() -> None:
    assert text(PROBLEM, colour=False) == (
        "server.json:3:39: error[host-bits-set]: 10.1.2.3/24 has host bits set\n"
        '  3 |   "postfix::mynetworks": "127.0.0.0/8 10.1.2.3/24",\n'
        "    |                                       ^\n"
        "  why: Postfix answers 451 Temporary lookup failure to every client that it compares with such an entry; "
        "a test from localhost does not show it.\n"
        "  mend: Write 10.1.2.0/24."
    )


def test_colours_add_nothing_but_colours() -> None:
    coloured = text(PROBLEM, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(PROBLEM, colour=False)


def test_general_advice_stands_in_for_missing_advice() -> None:
    assert "mend: Keep one of the two." in text(Problem("duplicate-key", "x", PLACE), colour=False)


def test_json_has_seven_members() -> None:
    found = as_json(PROBLEM)
    assert list(found) == ["id", "file", "line", "column", "what", "why", "mend"]
    assert (found["id"], found["file"], found["line"], found["column"]) == ("host-bits-set", "server.json", 3, 39)
    assert found["mend"] == "Write 10.1.2.0/24."


def test_place_without_a_source_line_shows_none() -> None:
    assert len(text(Problem("file-unreadable", "x", Place("f", 1, 1, "")), colour=False).split("\n")) == 3


def test_long_line_is_cut_on_both_sides_and_the_caret_stays_right() -> None:
    source = "a" * 500 + "X" + "b" * 500
    line, mark = caret(Problem("json-syntax", "x", Place("f", 1, 501, source)))
    assert line.startswith("  1 | …a")
    assert line.endswith("b…")
    assert len(line) <= 110
    assert line[mark.index("^")] == "X"


def test_source_that_is_itself_a_part_keeps_the_caret_right() -> None:
    line, mark = caret(Problem("json-syntax", "x", Place("f", 1, 2001, "a" * 10 + "X" + "b", skipped=1990)))
    assert line == "  1 | …aaaaaaaaaaXb"
    assert line[mark.index("^")] == "X"


def test_wide_characters_take_two_columns_and_combining_ones_none() -> None:
    _, wide = caret(Problem("json-syntax", "x", Place("f", 1, 3, "例えX")))
    _, combining = caret(Problem("json-syntax", "x", Place("f", 1, 3, "e\u0301X")))
    assert wide.index("^") == len("  1 | ") + 4
    assert combining.index("^") == len("  1 | ") + 1


def test_caret_stands_behind_a_line_that_ends_too_early() -> None:
    _, mark = caret(Problem("json-syntax", "x", Place("f", 12, 3, "{")))
    assert mark == "     |   ^"


def test_file_name_with_control_characters_stays_on_its_line() -> None:
    assert text(Problem("json-syntax", "x", Place("a\nb\udcff", 1, 1, "")), colour=False).startswith(
        "a\N{REPLACEMENT CHARACTER}b"
    )
