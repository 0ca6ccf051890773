from __future__ import annotations

import pytest

from .build import applied, change, only, points_at, quiet

KEY = "sendoff::smarthost_tls"
RULE = "smarthost-tls-relaxed"
LOGIN = {
    "postfix::relayhost": "[smtp.example.net]:587",
    "postfix::smtp_sasl_password_maps": {"smtp.example.net": "user:password"},
}


@pytest.mark.parametrize(("level", "said"), [("encrypt", "any certificate"), ("may", "clear text")])
def test_warns_of_less_than_secure(level: str, said: str) -> None:
    found = only(RULE, change({**LOGIN, KEY: level}))
    assert found.level == "warn"
    assert said in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("level", ["encrypt", "may"])
def test_warns_when_an_applied_document_is_relaxed(level: str) -> None:
    assert only(RULE, change({**LOGIN, KEY: level}, applied(LOGIN))).level == "warn"


def test_is_quiet_about_secure_and_without_credentials() -> None:
    assert quiet(RULE, change(LOGIN))
    assert quiet(RULE, change({KEY: "may"}))


def test_is_quiet_when_it_was_so_before() -> None:
    same = {**LOGIN, KEY: "encrypt"}
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))
