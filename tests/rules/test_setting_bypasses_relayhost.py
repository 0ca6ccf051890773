from __future__ import annotations

import pytest

from .build import DEBIAN, applied, bare, change, machine, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "setting-bypasses-relayhost"
RELAY = {KEY: "[smtp.example.net]"}


@pytest.mark.parametrize(
    "line",
    [
        "transport_maps = hash:/etc/postfix/transport",
        "sender_dependent_relayhost_maps = hash:/etc/postfix/relays",
        "sender_dependent_default_transport_maps = hash:/etc/postfix/transports",
        "content_filter = scan:[127.0.0.1]:10025",
        "defer_transports = smtp",
        "soft_bounce = yes",
    ],
)
def test_warns_of_what_decides_before(line: str) -> None:
    found = only(RULE, change(RELAY, machine(f"{line}\n")))
    assert found.level == "warn"
    assert line.partition(" ")[0] in found.text
    assert points_at(found, KEY)


def test_is_quiet_about_empty_and_switched_off_settings() -> None:
    assert quiet(RULE, change(RELAY, machine("transport_maps =\nsoft_bounce = no\n")))
    assert quiet(RULE, change(RELAY))
    assert quiet(RULE, change(RELAY, bare()))


def test_is_quiet_later_when_the_route_stays() -> None:
    text = DEBIAN + "soft_bounce = yes\n"
    assert quiet(RULE, change({**RELAY, "postfix::monitoring": False}, applied(RELAY, text)))
    only(RULE, change({KEY: "[new.example.net]"}, applied(RELAY, text)))


def test_sendoffs_own_way_around_a_block_is_none_of_theirs() -> None:
    from sendoff.config.values.hosts import hop_of
    from sendoff.postfix.transports import Route

    document = {"sendoff::on_block": {"microsoft": "[relay.example.net]:587"}}
    route = Route("microsoft", hop_of("[relay.example.net]:587"), ("hotmail.com",))
    before = machine(DEBIAN + "relayhost = [smtp.example.net]\n")._replace(routes=(route,))
    assert "transport_maps" in change(document, before).changes
    assert quiet(RULE, change(document, before))
