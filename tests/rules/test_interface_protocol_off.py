from __future__ import annotations

import pytest

from .build import change, machine, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "interface-protocol-off"


def test_refuses_an_ipv6_address_while_ipv6_is_off() -> None:
    found = only(RULE, change({KEY: "127.0.0.1 ::1"}, machine("inet_protocols = ipv4\n")))
    assert found.level == "refuse"
    assert "::1" in found.text
    assert "inet_protocols = ipv4" in found.text
    assert points_at(found, KEY)


def test_refuses_an_ipv4_address_while_ipv4_is_off() -> None:
    assert "127.0.0.1" in only(RULE, change({KEY: "127.0.0.1 ::1"}, machine("inet_protocols = ipv6\n"))).text


@pytest.mark.parametrize("protocols", ["inet_protocols = all\n", "inet_protocols = ipv4, ipv6\n", ""])
def test_is_quiet_where_both_are_on(protocols: str) -> None:
    assert quiet(RULE, change({KEY: "127.0.0.1 ::1"}, machine(protocols)))


def test_is_quiet_about_the_general_words() -> None:
    assert quiet(RULE, change({KEY: "loopback-only"}, machine("inet_protocols = ipv4\n")))
