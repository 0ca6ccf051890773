from __future__ import annotations

import pytest

from .build import change, only, points_at, quiet

KEY = "postfix::mynetworks"


@pytest.mark.parametrize("wide", ["10.0.0.0/8", "172.16.0.0/12", "[fd00::]/8", "100.64.0.0/10"])
def test_warns_of_huge_private_networks(wide: str) -> None:
    found = only("trusts-wide-network", change({KEY: f"127.0.0.0/8 [::1]/128 {wide}"}))
    assert found.level == "warn"
    assert wide in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("near", ["192.168.0.0/16", "10.3.0.0/16", "[fd00:1:2::]/48", "[fe80::]/10", "198.0.0.0/9"])
def test_is_quiet_about_one_site_and_about_public_ones(near: str) -> None:
    assert quiet("trusts-wide-network", change({KEY: f"127.0.0.0/8 [::1]/128 {near}"}))


def test_is_quiet_about_loopback_which_is_wide_too() -> None:
    assert quiet("trusts-wide-network", change({}))
