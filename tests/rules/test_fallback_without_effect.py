from __future__ import annotations

from .build import DEBIAN, MASTER, change, machine, only, points_at, quiet

KEY = "postfix::smtp_fallback_relay"
RULE = "fallback-without-effect"


def test_warns_of_the_smarthost_as_its_own_fallback() -> None:
    found = only(RULE, change({"postfix::relayhost": "[smtp.example.net]:587", KEY: "[smtp.example.net]:587"}))
    assert found.level == "warn"
    assert "[smtp.example.net]:587" in found.text
    assert points_at(found, KEY)


def test_warns_when_master_cf_wins() -> None:
    master = MASTER.replace("smtp\nrelay", "smtp\n  -o smtp_fallback_relay=\nrelay")
    found = only(RULE, change({KEY: "[fallback.example.net]"}, machine(DEBIAN, master)))
    assert "wins: none" in found.text


def test_is_quiet_about_another_server_port_or_way() -> None:
    for fallback in ("[fallback.example.net]:587", "[smtp.example.net]", "smtp.example.net:587"):
        assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]:587", KEY: fallback}))


def test_is_quiet_about_debians_relay_service_which_is_not_used() -> None:
    master = MASTER + "        -o smtp_fallback_relay=\n"
    assert quiet(RULE, change({KEY: "[fallback.example.net]"}, machine(DEBIAN, master)))


def test_is_quiet_without_a_fallback() -> None:
    assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]:587"}))
