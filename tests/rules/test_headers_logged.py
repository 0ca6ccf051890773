from __future__ import annotations

from .build import DEBIAN, applied, bare, change, machine, only, points_at, quiet

KEY = "sendoff::log_headers"
RULE = "headers-logged"


def test_notes_that_personal_data_is_logged() -> None:
    found = only(RULE, change({KEY: True}))
    assert found.level == "note"
    assert "personal data" in found.text
    assert "header_checks" not in found.text
    assert points_at(found, KEY)


def test_notes_it_on_a_bare_machine_and_on_one_that_sendoff_has_applied_to() -> None:
    only(RULE, change({KEY: True}, bare()))
    only(RULE, change({KEY: True}, applied({})))


def test_says_which_headers_are_not_logged_where_the_administrator_has_checks_of_his_own() -> None:
    theirs = machine(f"{DEBIAN}header_checks = regexp:/etc/postfix/header_checks\n")
    assert "asked first" in only(RULE, change({KEY: True}, theirs)).text


def test_is_quiet_when_it_is_off_and_when_it_becomes_so() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({KEY: False}))
    assert quiet(RULE, change({}, applied({KEY: True})))


def test_is_quiet_where_headers_were_logged_before() -> None:
    assert quiet(RULE, change({KEY: True, "postfix::envelope_from": "a@example.net"}, applied({KEY: True})))
