from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, LocalFacts

from .build import change, machine, only, points_at, quiet

KEY = "postfix::mynetworks"
RULE = "loopback-loses-relay"


def test_warns_when_the_default_is_not_repeated() -> None:
    found = only(RULE, change({KEY: "192.0.2.0/24", "postfix::inet_interfaces": "all"}))
    assert found.level == "warn"
    assert "127.0.0.1 or ::1" in found.text
    assert "454" in found.text
    assert "127.0.0.0/8 [::1]/128" in found.mend
    assert points_at(found, KEY)


def test_warns_of_the_one_that_is_missing() -> None:
    found = only(RULE, change({KEY: "127.0.0.0/8"}))
    assert "::1" in found.text
    assert "127.0.0.1" not in found.text


def test_warns_of_a_listed_loopback_address() -> None:
    document = {KEY: "192.0.2.0/24", "postfix::inet_interfaces": "127.0.0.1, 192.0.2.5"}
    assert "127.0.0.1" in only(RULE, change(document)).text


def test_looks_a_name_up() -> None:
    document = {KEY: "127.0.0.0/8", "postfix::inet_interfaces": "localhost"}
    local = Ask("local", "localhost")
    assert "::1" in only(RULE, change(document), {local: LocalFacts(("127.0.0.1", "::1"), ())}).text
    assert quiet(RULE, change(document), {local: LocalFacts(("127.0.0.1",), ())})


@pytest.mark.parametrize("networks", ["127.0.0.0/8 [::1]/128", "127.0.0.1 [::1]", "0.0.0.0/0 [::]/0"])
def test_is_quiet_when_both_are_covered(networks: str) -> None:
    assert quiet(RULE, change({KEY: networks}))


def test_does_not_miss_ipv6_where_it_is_off() -> None:
    assert quiet(RULE, change({KEY: "127.0.0.0/8"}, machine("inet_protocols = ipv4\n")))


def test_is_quiet_where_loopback_is_not_listened_to() -> None:
    assert quiet(RULE, change({KEY: "192.0.2.0/24", "postfix::inet_interfaces": "192.0.2.5"}))
