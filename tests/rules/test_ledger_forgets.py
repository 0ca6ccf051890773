from __future__ import annotations

import pytest

from .build import applied, change, findings, machine, only, points_at, quiet

KEY = "sendoff::ledger"
RULE = "ledger-forgets"


def test_notes_that_older_mail_is_forgotten() -> None:
    found = only(RULE, change({KEY: {"retention_days": 7}}, applied({KEY: {"retention_days": 90}})))
    assert found.level == "note"
    assert "older than 7 days" in found.text
    assert "kept 90" in found.text
    assert points_at(found, KEY)


def test_says_one_day() -> None:
    assert "than 1 day;" in only(RULE, change({KEY: {"retention_days": 1}}, applied({}))).text


def test_a_generation_from_before_the_ledger_counts_as_the_defaults() -> None:
    only(RULE, change({KEY: {"retention_days": 29}}, applied({})))
    assert quiet(RULE, change({KEY: {"retention_days": 31}}, applied({})))


def test_a_key_taken_out_that_kept_more_is_noted() -> None:
    found = findings(RULE, change({}, applied({KEY: {"retention_days": 90, "max_megabytes": 4000}})))
    assert [each.place for each in found] == [None, None]


@pytest.mark.parametrize(
    ("before", "after"), [("full", "domain"), ("full", "hash"), ("hash", "full"), ("domain", "hash")]
)
def test_notes_that_what_is_stored_keeps_its_form(before: str, after: str) -> None:
    found = only(RULE, change({KEY: {"addresses": after}}, applied({KEY: {"addresses": before}})))
    assert f"the form {after};" in found.text
    assert f"the form {before} for up to 30 days" in found.text


def test_notes_a_smaller_limit_of_its_size() -> None:
    assert "larger than 16 MB" in only(RULE, change({KEY: {"max_megabytes": 16}}, applied({}))).text


def test_is_quiet_where_more_is_kept_or_nothing_was_kept_before() -> None:
    assert quiet(RULE, change({KEY: {"retention_days": 90, "max_megabytes": 4000}}, applied({})))
    assert quiet(RULE, change({KEY: {"retention_days": 7, "addresses": "hash", "max_megabytes": 16}}, machine()))
    assert quiet(RULE, change({KEY: {"retention_days": 7}}, applied({KEY: {"retention_days": 7}})))
