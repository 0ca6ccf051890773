from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, LocalFacts, Unknown

from .build import applied, change, machine, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "interface-not-local"


def test_refuses_an_address_of_another_machine() -> None:
    local = Ask("local", "192.0.2.9")
    found = only(RULE, change({KEY: "192.0.2.9"}), {local: LocalFacts(("192.0.2.9",), ("192.0.2.9",))})
    assert found.level == "refuse"
    assert "192.0.2.9" in found.text
    assert points_at(found, KEY)


def test_refuses_a_name_of_another_machine_or_of_none() -> None:
    local = Ask("local", "mail.example.net")
    step = change({KEY: "mail.example.net"})
    found = only(RULE, step, {local: LocalFacts(("192.0.2.5", "192.0.2.9"), ("192.0.2.9",))})
    assert "mail.example.net is 192.0.2.9" in found.text
    assert only(RULE, step, {local: LocalFacts((), ())}).level == "refuse"


def test_says_what_could_not_be_found_out() -> None:
    found = only(RULE, change({KEY: "mail.example.net"}), {Ask("local", "mail.example.net"): Unknown("no resolver")})
    assert (found.level, found.unknown) == ("note", "no resolver")


def test_is_quiet_about_own_addresses() -> None:
    assert quiet(RULE, change({KEY: "192.0.2.5"}), {Ask("local", "192.0.2.5"): LocalFacts(("192.0.2.5",), ())})


@pytest.mark.parametrize("value", ["all", "loopback-only"])
def test_asks_nothing_of_the_general_words(value: str) -> None:
    assert quiet(RULE, change({KEY: value}))


def test_asks_nothing_when_the_interfaces_stay() -> None:
    assert quiet(RULE, change({KEY: "192.0.2.5", "postfix::monitoring": False}, applied({KEY: "192.0.2.5"})))


def test_does_not_look_at_a_protocol_that_postfix_does_not_use() -> None:
    facts = LocalFacts(("127.0.0.1", "::1"), ("::1",))
    step = change({KEY: "localhost"}, machine("inet_protocols = ipv4\n"))
    assert quiet(RULE, step, {Ask("local", "localhost"): facts})
    assert only(RULE, change({KEY: "localhost"}), {Ask("local", "localhost"): facts}).level == "refuse"
