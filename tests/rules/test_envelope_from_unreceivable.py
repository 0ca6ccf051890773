from __future__ import annotations

from sendoff.change.facts import AddressReply, Ask, Unknown

from .build import applied, change, only, points_at, quiet

KEY = "postfix::envelope_from"
RULE = "envelope-from-unreceivable"
ADDRESS = Ask("address", "web@example.com")
STEP = change({KEY: "web@example.com"})


def test_warns_when_a_bounce_is_refused() -> None:
    found = only(RULE, STEP, {ADDRESS: AddressReply(accepted=False, reply="550 5.1.1 no such user")})
    assert found.level == "warn"
    assert "550 5.1.1 no such user" in found.text
    assert points_at(found, KEY)


def test_says_when_it_could_not_be_asked() -> None:
    found = only(RULE, STEP, {ADDRESS: Unknown("port 25 of mx.example.com does not answer")})
    assert (found.level, found.unknown) == ("note", "port 25 of mx.example.com does not answer")


def test_is_quiet_when_it_is_taken() -> None:
    assert quiet(RULE, STEP, {ADDRESS: AddressReply(accepted=True, reply="250 ok")})


def test_asks_nothing_of_this_server_itself_or_without_a_change() -> None:
    same = {KEY: "web@example.com"}
    assert quiet(RULE, change({KEY: "web@web1.example.net"}))
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))


def test_asks_nothing_when_another_table_changes() -> None:
    same = {KEY: "web@example.com"}
    login = {
        "postfix::relayhost": "[smtp.example.net]:587",
        "postfix::smtp_sasl_password_maps": {"smtp.example.net": "u:p"},
    }
    assert quiet(RULE, change({**same, **login}, applied(same)))
