from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, LocalFacts, Unknown

from .build import change, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "loopback-not-listening"


def test_warns_of_addresses_without_loopback() -> None:
    found = only(RULE, change({KEY: "192.0.2.5"}))
    assert found.level == "warn"
    assert "only on 192.0.2.5" in found.text
    assert "mynetworks does not cover it" in found.text
    assert points_at(found, KEY)


def test_does_not_speak_of_trust_where_the_address_is_trusted() -> None:
    found = only(RULE, change({KEY: "192.0.2.5", "postfix::mynetworks": "127.0.0.0/8 192.0.2.5"}))
    assert "mynetworks" not in found.text


@pytest.mark.parametrize("value", ["all", "loopback-only", "127.0.0.1, 192.0.2.5", "192.0.2.5 ::1"])
def test_is_quiet_where_loopback_is_listened_to(value: str) -> None:
    assert quiet(RULE, change({KEY: value}))


def test_a_name_may_be_loopback() -> None:
    document = {KEY: ["192.0.2.5", "localhost"]}
    local = Ask("local", "localhost")
    assert quiet(RULE, change(document), {local: LocalFacts(("127.0.0.1",), ())})
    assert quiet(RULE, change(document), {local: Unknown("no answer")})
