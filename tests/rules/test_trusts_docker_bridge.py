from __future__ import annotations

import pytest

from .build import change, only, points_at, quiet

KEY = "postfix::mynetworks"
OPEN = {"postfix::inet_interfaces": "all"}


@pytest.mark.parametrize("bridge", ["172.17.0.0/16", "172.16.0.0/12", "172.17.0.1"])
def test_notes_dockers_bridge(bridge: str) -> None:
    found = only("trusts-docker-bridge", change({KEY: f"127.0.0.0/8 {bridge}", **OPEN}))
    assert found.level == "note"
    assert points_at(found, KEY)


def test_is_quiet_about_one_container() -> None:
    assert quiet("trusts-docker-bridge", change({KEY: "127.0.0.0/8 172.17.0.5", **OPEN}))


def test_is_quiet_while_nothing_outside_can_connect() -> None:
    assert quiet("trusts-docker-bridge", change({KEY: "127.0.0.0/8 172.17.0.0/16"}))
