from __future__ import annotations

from .build import applied, change, only, points_at, quiet

KEY = "postfix::mynetworks"
RULE = "networks-cannot-connect"


def test_warns_of_networks_that_nothing_listens_to() -> None:
    found = only(RULE, change({KEY: "127.0.0.0/8 [::1]/128 192.0.2.0/24"}))
    assert found.level == "warn"
    assert found.text.startswith("192.0.2.0/24 is trusted but cannot connect")
    assert points_at(found, KEY)


def test_warns_when_the_interfaces_close() -> None:
    before = applied({KEY: "127.0.0.0/8 192.0.2.0/24", "postfix::inet_interfaces": "all"})
    only(RULE, change({KEY: "127.0.0.0/8 192.0.2.0/24", "postfix::inet_interfaces": "127.0.0.1"}, before))


def test_is_quiet_when_others_can_connect() -> None:
    assert quiet(RULE, change({KEY: "127.0.0.0/8 192.0.2.0/24", "postfix::inet_interfaces": "all"}))
    assert quiet(RULE, change({KEY: "127.0.0.0/8 192.0.2.0/24", "postfix::inet_interfaces": "192.0.2.5"}))


def test_is_quiet_about_loopback_networks() -> None:
    assert quiet(RULE, change({KEY: "127.0.0.1 [::1]/128"}))
