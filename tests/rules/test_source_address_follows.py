from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, LocalFacts, Unknown

from .build import change, findings, machine, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "source-address-follows"


def test_notes_the_one_address_of_each_protocol() -> None:
    found = only(RULE, change({KEY: "192.0.2.5"}))
    assert found.level == "note"
    assert "IPv4 leaves from 192.0.2.5" in found.text
    assert points_at(found, KEY)
    texts = [each.text for each in findings(RULE, change({KEY: "127.0.0.1 192.0.2.5 2001:db8::5"}))]
    assert len(texts) == 1
    assert "IPv6 leaves from 2001:db8::5" in texts[0]


@pytest.mark.parametrize(
    "value", ["all", "loopback-only", "127.0.0.1 ::1", "192.0.2.5 192.0.2.6", "127.0.0.1 192.0.2.5"]
)
def test_is_quiet_where_the_system_chooses(value: str) -> None:
    assert quiet(RULE, change({KEY: value}))


def test_is_quiet_where_the_administrator_chose() -> None:
    assert quiet(RULE, change({KEY: "192.0.2.5"}, machine("smtp_bind_address = 192.0.2.6\n")))


def test_looks_names_up() -> None:
    local = Ask("local", "mail.example.net")
    step = change({KEY: "mail.example.net"})
    assert "192.0.2.5" in only(RULE, step, {local: LocalFacts(("192.0.2.5",), ())}).text
    assert quiet(RULE, step, {local: Unknown("no resolver")})
