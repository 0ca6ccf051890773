from __future__ import annotations

import pytest

from .build import applied, change, only, points_at, quiet

KEY = "postfix::mynetworks"


@pytest.mark.parametrize("wide", ["192.0.2.0/24", "198.51.100.0/28", "[2001:db8::]/48"])
def test_warns_of_public_networks_wider_than_a_handful(wide: str) -> None:
    found = only("trusts-public-network", change({KEY: f"127.0.0.0/8 [::1]/128 {wide}"}))
    assert found.level == "warn"
    assert wide in found.text
    assert "127.0.0.0" not in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize(
    "few", ["192.0.2.7", "192.0.2.8/29", "[2001:db8::]/64", "10.0.0.0/8", "[fd00::]/8", "100.64.0.0/10"]
)
def test_is_quiet_about_single_hosts_and_private_networks(few: str) -> None:
    assert quiet("trusts-public-network", change({KEY: f"127.0.0.0/8 [::1]/128 {few}"}))


def test_leaves_the_whole_internet_to_open_relay() -> None:
    assert quiet("trusts-public-network", change({KEY: "0.0.0.0/0"}))


def test_is_quiet_when_the_networks_stay() -> None:
    document = {KEY: "127.0.0.0/8 192.0.2.0/24"}
    assert quiet("trusts-public-network", change({**document, "postfix::monitoring": False}, applied(document)))
