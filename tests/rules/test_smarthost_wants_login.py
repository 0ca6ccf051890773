from __future__ import annotations

import pytest

from .build import answering, change, hop, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-wants-login"


@pytest.mark.parametrize(("relayhost", "level"), [("[smtp.example.net]:587", "warn"), ("[smtp.example.net]", "note")])
def test_tells_of_a_login_that_is_missing(relayhost: str, level: str) -> None:
    found = only(RULE, change({KEY: relayhost}), {hop(relayhost): answering()})
    assert found.level == level
    assert points_at(found, KEY)


def test_a_fallback_without_a_login_points_at_its_key() -> None:
    step = change({KEY: "[a.example.net]", "postfix::smtp_fallback_relay": "[b.example.net]"})
    answers = {hop("[a.example.net]"): answering(capabilities={}), hop("[b.example.net]"): answering()}
    assert points_at(only(RULE, step, answers), "postfix::smtp_fallback_relay")


def test_is_quiet_where_no_login_is_offered() -> None:
    assert quiet(
        RULE, change({KEY: "[smtp.example.net]:587"}), {hop("[smtp.example.net]:587"): answering(capabilities={})}
    )


def test_asks_nothing_where_there_are_credentials() -> None:
    login = {"postfix::smtp_sasl_password_maps": {"smtp.example.net": "user:password"}}
    assert quiet(RULE, change({KEY: "[smtp.example.net]:587", **login}))


def test_leaves_other_spellings_to_credentials_unmatched() -> None:
    login = {"postfix::smtp_sasl_password_maps": {"[smtp.example.net]": "user:password"}}
    assert quiet(RULE, change({KEY: "[smtp.example.net]:587", **login}))


DETOUR: dict[str, object] = {"sendoff::on_block": {"microsoft": "[relay.example.net]:587"}}


def test_a_detour_without_credentials_is_told_of_before_it_is_used() -> None:
    found = only(RULE, change(DETOUR), {hop("[relay.example.net]:587"): answering()})
    assert (found.level, points_at(found, "sendoff::on_block")) == ("warn", True)
