"""header_checks are shared: whatever the administrator set goes on working, and comes back as it was."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import Settings, build
from sendoff.postfix import main_cf
from sendoff.postfix.compiled import Build, Surroundings, compile_settings
from sendoff.postfix.header_checks import CHECKS, INNER, KEPT, own
from sendoff.postfix.tables import LOGGED_HEADERS, tables

OURS = "regexp:/etc/postfix/sendoff/7/log_headers"
MINE = "regexp:/etc/postfix/mine"


def settings(**keys: Any) -> Settings:
    return build([parse("f", json.dumps({f"sendoff::{name}": value for name, value in keys.items()}).encode())])


def compiled(text: str, *, on: bool, number: int = 7) -> str:
    around = Surroundings(Build("3.7.11", frozenset({"hash", "regexp"})), "web1.example.net", True, text, "")
    return compile_settings(settings(log_headers=on), around, f"/etc/postfix/sendoff/{number}").main_cf


def effective(text: str) -> dict[str, list[str]]:
    """Return the tables that Postfix asks, with its defaults, for the message's, the parts' and attached headers."""
    values = dict.fromkeys(INNER, "$header_checks") | {CHECKS: "", KEPT: ""} | main_cf.values(text)

    def expanded(value: str) -> str:
        return re.sub(r"\$\{?(\w+)\}?", lambda found: expanded(values[found[1]]), value)

    return {name: expanded(values[name]).replace(",", " ").split() for name in (CHECKS, *INNER)}


THEIRS = {
    "nothing": "biff = no\n",
    "one table": f"header_checks = {MINE}\n",
    "two tables": f"header_checks = {MINE},\n  pcre:/etc/postfix/other\n",
    "an inline table": "header_checks = regexp:{{/^Subject:.*x,y/ WARN}}\n",
    "a reference": "mine = regexp:/a\nheader_checks = $mine\n",
    "attached messages apart": f"header_checks = {MINE}\nnested_header_checks =\n",
    "parts by another table": f"header_checks = {MINE}\nmime_header_checks = regexp:/parts\n",
    "attached messages by the same and one more": f"header_checks = {MINE}\n"
    "nested_header_checks = ${header_checks}, regexp:/attached\n",
    "the default said aloud": "header_checks =\nmime_header_checks = $header_checks\n",
    "only attached messages": "nested_header_checks = regexp:/attached\n",
}


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_theirs_are_asked_first_and_ours_only_for_the_messages_own_headers(theirs: str) -> None:
    before, after = effective(theirs), effective(compiled(theirs, on=True))
    assert after == {**before, CHECKS: [*before[CHECKS], OURS]}


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_doing_it_again_changes_nothing(theirs: str) -> None:
    once = compiled(theirs, on=True)
    assert compiled(once, on=True) == once


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_switched_off_everything_is_as_it_was(theirs: str) -> None:
    text = compiled(compiled(theirs, on=True), on=False)
    assert effective(text) == effective(theirs)
    assert KEPT not in text
    assert "log_headers" not in text
    assert compiled(text, on=False) == text


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_no_name_is_set_twice(theirs: str) -> None:
    for text in (compiled(theirs, on=True), compiled(compiled(theirs, on=True), on=False)):
        names = [found.name for found in main_cf.assignments(text)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_a_new_set_of_tables_moves_ours_alone(theirs: str) -> None:
    text = compiled(compiled(theirs, on=True, number=6), on=True)
    assert text == compiled(theirs, on=True)


def test_without_the_key_header_checks_stay_byte_for_byte() -> None:
    theirs = f"# why\nheader_checks = {MINE}\n  # and\n  regexp:/b\n"
    assert main_cf.split(compiled(theirs, on=False))[0] == theirs


@pytest.mark.parametrize("on", [True, False])
def test_a_table_that_the_administrator_adds_later_is_kept(on: bool) -> None:
    # As postconf -e does it: in sendoff's block.
    block = compiled(f"header_checks = {MINE}\n", on=True)
    added = block.replace(f"header_checks = ${KEPT}, {OURS}", f"header_checks = ${KEPT}, {OURS}, regexp:/new")
    assert added != block
    tables = effective(compiled(added, on=on))
    assert tables == {
        CHECKS: [MINE, "regexp:/new", *([OURS] if on else [])], **{name: [MINE, "regexp:/new"] for name in INNER}
    }  # fmt: skip


@pytest.mark.parametrize("on", [True, False])
def test_a_value_set_by_hand_in_place_of_ours_is_kept(on: bool) -> None:
    block = compiled(f"header_checks = {MINE}\n", on=True)
    for text in (
        block.replace(f"header_checks = ${KEPT}, {OURS}", "header_checks = regexp:/new"),
        block + "header_checks = regexp:/new\n",
    ):
        found = effective(compiled(text, on=on))
        assert found == {CHECKS: ["regexp:/new", *([OURS] if on else [])], **{name: ["regexp:/new"] for name in INNER}}


def test_a_torn_block_never_leaves_ours_behind_nor_loses_theirs() -> None:
    torn = compiled(f"header_checks = {MINE}\n", on=True).replace(main_cf.END, "")
    off = compiled(torn, on=False)
    assert effective(off) == {CHECKS: [MINE], **{name: [MINE] for name in INNER}}
    assert KEPT not in off
    assert effective(compiled(torn, on=True))[CHECKS] == [MINE, OURS]


def test_what_is_the_administrators_own_is_told_apart() -> None:
    text = compiled(f"header_checks = {MINE}\nnested_header_checks = $header_checks regexp:/x\n", on=True)
    assert own(text) == {CHECKS: MINE, "nested_header_checks": "$header_checks regexp:/x"}
    assert own(compiled("", on=True)) == {}


def test_the_table_logs_each_header_and_is_no_secret() -> None:
    [table] = tables(settings(log_headers=True), {"hash", "regexp"})
    assert (table.type, table.mode, table.indexed) == ("regexp", 0o644, False)
    patterns = [line.removesuffix(" INFO").strip("/") for line in table.text.splitlines()]
    for header in LOGGED_HEADERS:
        assert [bool(re.match(pattern, f"{header}: x")) for pattern in patterns].count(True) == 1
    for other in ("Subject: From: x", "X-From: x", "From-Me: x", "Resent-From: x", "X-PHP-Script-Name: x"):
        assert not any(re.match(pattern, other) for pattern in patterns)
