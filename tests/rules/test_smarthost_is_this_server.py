from __future__ import annotations

import pytest

from sendoff.change.facts import Unknown

from .build import answering, change, hop, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-is-this-server"


@pytest.mark.parametrize("relayhost", ["[web1.example.net]", "web1.example.net", "[localhost]"])
def test_refuses_the_own_name(relayhost: str) -> None:
    found = only(RULE, change({KEY: relayhost}), {hop(relayhost): Unknown("no resolver")})
    assert found.level == "refuse"
    assert "loop" in found.text
    assert points_at(found, KEY)


def test_refuses_an_own_address() -> None:
    answer = answering(addresses=("192.0.2.5",), own=("192.0.2.5",))
    found = only(RULE, change({KEY: "example.net"}), {hop("example.net"): answer})
    assert "192.0.2.5" in found.text


def test_the_name_is_the_one_that_the_document_gives() -> None:
    step = change({KEY: "[mail.example.net]", "sendoff::server_name": "mail.example.net"})
    only(RULE, step, {hop("[mail.example.net]"): answering()})


def test_is_quiet_about_another_server() -> None:
    assert quiet(RULE, change({KEY: "[smtp.example.net]"}), {hop("[smtp.example.net]"): answering()})


def test_is_quiet_about_a_tunnel_on_another_port() -> None:
    assert quiet(RULE, change({KEY: "[127.0.0.1]:10025"}))
