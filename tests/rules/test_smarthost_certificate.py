from __future__ import annotations

from .build import DEBIAN, answering, change, hop, machine, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-certificate"
HOP = hop("[smtp.example.net]:587")
LOGIN = {KEY: "[smtp.example.net]:587", "postfix::smtp_sasl_password_maps": {"smtp.example.net": "user:password"}}
BAD = answering(certificate_error="its certificate expired on 2026-01-01")


def test_warns_of_a_certificate_that_postfix_will_not_take() -> None:
    found = only(RULE, change(LOGIN), {HOP: BAD})
    assert found.level == "warn"
    assert "expired on 2026-01-01" in found.text
    assert points_at(found, KEY)


def test_asks_with_the_administrators_authorities() -> None:
    own = machine(DEBIAN + "smtp_tls_CAfile = /etc/ssl/private-ca.pem\n")
    only(RULE, change(LOGIN, own), {hop("[smtp.example.net]:587", "/etc/ssl/private-ca.pem"): BAD})


def test_is_quiet_about_a_good_one() -> None:
    assert quiet(RULE, change(LOGIN), {HOP: answering()})


def test_asks_nothing_where_it_is_not_verified() -> None:
    assert quiet(RULE, change({**LOGIN, "sendoff::smarthost_tls": "encrypt"}))
    assert quiet(RULE, change({KEY: "[smtp.example.net]:587"}))


DETOUR: dict[str, object] = {
    "sendoff::on_block": {"microsoft": "[relay.example.net]:587"},
    "postfix::smtp_sasl_password_maps": {"[relay.example.net]:587": "user:password"},
}


def test_a_detours_certificate_is_looked_at() -> None:
    reply = answering(certificate_error="its certificate is for example.org and not for relay.example.net")
    assert points_at(only(RULE, change(DETOUR), {hop("[relay.example.net]:587"): reply}), "sendoff::on_block")
