from __future__ import annotations

import pytest

from .build import applied, bare, change, machine, only, points_at, quiet

RULE = "outbound-tls-off"
RELAY = {"postfix::relayhost": "[smtp.example.net]"}


@pytest.mark.parametrize("text", ["", "smtp_tls_security_level = none\n", "smtp_tls_security_level =\n"])
def test_notes_mail_in_clear_text(text: str) -> None:
    found = only(RULE, change({}, machine(text)))
    assert found.level == "note"
    assert "to its destinations" in found.text
    relayed = only(RULE, change(RELAY, machine(text)))
    assert points_at(relayed, "postfix::relayhost")


@pytest.mark.parametrize(
    "text", ["smtp_tls_security_level = may\n", "smtp_tls_security_level = dane\n", "smtp_use_tls = yes\n"]
)
def test_is_quiet_where_tls_is_used(text: str) -> None:
    assert quiet(RULE, change({}, machine(text)))


def test_is_quiet_on_a_bare_machine_where_sendoff_sets_it() -> None:
    assert quiet(RULE, change({}, bare()))


def test_is_quiet_about_a_smarthost_that_is_always_under_tls() -> None:
    login = {"postfix::smtp_sasl_password_maps": {"smtp.example.net": "user:password"}}
    assert quiet(RULE, change({**RELAY, **login}, machine("")))
    assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]:465"}, machine("")))
    only(RULE, change({**RELAY, **login, "sendoff::smarthost_tls": "may"}, machine("")))


def test_is_quiet_later_when_nothing_of_it_changes() -> None:
    assert quiet(RULE, change({"postfix::monitoring": False}, applied({}, "myhostname = web1.example.net\n")))
