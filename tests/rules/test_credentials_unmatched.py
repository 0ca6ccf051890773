from __future__ import annotations

import pytest

from sendoff.change.facts import Unknown

from .build import DEBIAN, answering, applied, change, hop, machine, only, points_at, quiet

KEY = "postfix::smtp_sasl_password_maps"
RULE = "credentials-unmatched"


def document(relayhost: str, *hops: str, tls: str = "secure") -> dict[str, object]:
    logins = dict.fromkeys(hops, "user:password")
    return {"postfix::relayhost": relayhost, KEY: logins, "sendoff::smarthost_tls": tls}


@pytest.mark.parametrize(
    "spelling", ["[smtp.example.net]", "smtp.example.net:587", "[smtp.example.net]:465", "example.net"]
)
def test_refuses_another_spelling_which_would_send_without_a_login(spelling: str) -> None:
    found = only(RULE, change(document("[smtp.example.net]:587", spelling)))
    assert found.level == "refuse"
    assert f"for {spelling}" in found.text
    assert "password" not in found.text
    assert points_at(found, KEY)


def test_warns_of_one_too_many() -> None:
    found = only(RULE, change(document("[smtp.example.net]:587", "[smtp.example.net]:587", "[old.example.net]")))
    assert found.level == "warn"
    assert "[old.example.net]" in found.text


def test_warns_of_credentials_without_a_smarthost() -> None:
    assert only(RULE, change({KEY: {"[smtp.example.net]:587": "user:password"}})).level == "warn"


def test_refuses_when_the_route_moves_away_from_its_credentials() -> None:
    before = applied(document("[smtp.example.net]:587", "[smtp.example.net]:587"))
    assert only(RULE, change(document("[new.example.net]:587", "[smtp.example.net]:587"), before)).level == "refuse"


@pytest.mark.parametrize("spelling", ["[smtp.example.net]:587", "smtp.example.net"])
def test_is_quiet_about_what_postfix_finds(spelling: str) -> None:
    assert quiet(RULE, change(document("[smtp.example.net]:587", spelling)))


def test_a_fallback_counts() -> None:
    both = document("[smtp.example.net]", "[smtp.example.net]", "[fallback.example.net]")
    assert quiet(RULE, change({**both, "postfix::smtp_fallback_relay": "[fallback.example.net]"}))


def test_the_name_of_an_mx_host_is_not_enough_with_secure() -> None:
    step = change(document("example.net", "mx1.example.net"))
    found = only(RULE, step, {hop("example.net"): answering(hosts=("mx1.example.net",))})
    assert found.level == "refuse"
    assert "would wait" in found.text


def test_the_name_of_an_mx_host_is_enough_with_may() -> None:
    step = change(document("example.net", "mx1.example.net", tls="may"))
    assert quiet(RULE, step, {hop("example.net"): answering(hosts=("mx1.example.net",))})
    assert only(RULE, step, {hop("example.net"): answering(hosts=("mx2.example.net",))}).level == "refuse"
    assert only(RULE, step, {hop("example.net"): Unknown("no resolver")}).level == "warn"


def test_own_routes_may_lead_there() -> None:
    routes = machine(DEBIAN + "transport_maps = hash:/etc/postfix/transport\n")
    assert quiet(RULE, change(document("[smtp.example.net]:587", "[other.example.net]"), routes))
    assert only(RULE, change(document("[smtp.example.net]:587", "smtp.example.net:587"), routes)).level == "warn"


def test_is_quiet_when_nothing_of_it_changes() -> None:
    same = document("[smtp.example.net]:587", "[old.example.net]")
    assert quiet(RULE, change({**same, "postfix::monitoring": False}, applied(same)))
