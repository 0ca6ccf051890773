from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, TableFacts, Unknown

from .build import applied, change, only, points_at, quiet

KEY = "postfix::smtp_sasl_password_maps"
RULE = "credentials-not-in-table"
TABLE = "hash:/etc/postfix/sasl_passwd"
NO, YES = TableFacts(found=False), TableFacts(found=True)


def entry(key: str) -> Ask:
    return Ask("table-entry", TABLE, key)


def test_warns_when_neither_spelling_is_there() -> None:
    step = change({"postfix::relayhost": "[smtp.example.net]:587", KEY: TABLE})
    found = only(RULE, step, {entry("[smtp.example.net]:587"): NO, entry("smtp.example.net"): NO})
    assert found.level == "warn"
    assert "neither for [smtp.example.net]:587 nor for smtp.example.net" in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("there", ["[smtp.example.net]:587", "smtp.example.net"])
def test_is_quiet_when_one_of_them_is(there: str) -> None:
    step = change({"postfix::relayhost": "[smtp.example.net]:587", KEY: TABLE})
    answers = {entry(key): YES if key == there else NO for key in ("[smtp.example.net]:587", "smtp.example.net")}
    assert quiet(RULE, step, answers)


def test_a_domain_may_have_entries_by_mx_host() -> None:
    found = only(RULE, change({"postfix::relayhost": "example.net", KEY: TABLE}), {entry("example.net"): NO})
    assert found.level == "note"
    assert "not for example.net" in found.text


def test_says_what_could_not_be_found_out() -> None:
    step = change({"postfix::relayhost": "example.net", KEY: TABLE})
    found = only(RULE, step, {entry("example.net"): Unknown("the table is missing")})
    assert (found.level, found.unknown) == ("note", "the table is missing")


def test_asks_nothing_without_a_foreign_table_or_a_change() -> None:
    own = {"postfix::relayhost": "example.net", KEY: {"example.net": "user:password"}}
    foreign = {"postfix::relayhost": "example.net", KEY: TABLE}
    assert quiet(RULE, change(own))
    assert quiet(RULE, change({**foreign, "postfix::monitoring": False}, applied(foreign)))
