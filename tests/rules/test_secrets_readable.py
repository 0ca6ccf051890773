from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, FileFacts, Unknown

from .build import applied, change, only, quiet

KEY = "postfix::smtp_sasl_password_maps"
RULE = "secrets-readable"
LOGIN = {"postfix::relayhost": "[smtp.example.net]:587", KEY: {"smtp.example.net": "user:password"}}
FILE = Ask("file", "server.json")


@pytest.mark.parametrize(("mode", "can"), [(0o644, "read"), (0o604, "read"), (0o666, "write"), (0o602, "write")])
def test_warns_of_a_file_open_to_everybody(mode: int, can: str) -> None:
    found = only(RULE, change(LOGIN), {FILE: FileFacts(exists=True, mode=mode)})
    assert found.level == "warn"
    assert f"can {can} server.json" in found.text
    assert found.key == KEY
    assert found.place is not None


def test_warns_of_the_places_to_tell_too_and_once_for_both() -> None:
    tell = {"sendoff::notify": "jsons://user:hunter2@example.net/"}
    found = only(RULE, change(tell), {FILE: FileFacts(exists=True, mode=0o644)})
    assert found.key == "sendoff::notify"
    assert only(RULE, change({**LOGIN, **tell}), {FILE: FileFacts(exists=True, mode=0o644)}).key == KEY
    assert quiet(RULE, change(tell, applied(tell)))


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o660])
def test_is_quiet_about_a_closed_file(mode: int) -> None:
    assert quiet(RULE, change(LOGIN), {FILE: FileFacts(exists=True, mode=mode)})


def test_is_quiet_about_no_file_or_no_answer() -> None:
    assert quiet(RULE, change(LOGIN), {FILE: FileFacts(exists=False)})
    assert quiet(RULE, change(LOGIN), {FILE: Unknown("no answer")})


def test_asks_nothing_without_passwords_in_the_document_or_a_change() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({KEY: "hash:/etc/postfix/sasl_passwd"}))
    assert quiet(RULE, change({**LOGIN, "postfix::monitoring": False}, applied(LOGIN)))
