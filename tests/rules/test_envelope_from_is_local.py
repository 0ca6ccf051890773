from __future__ import annotations

import pytest

from .build import applied, change, only, points_at, quiet

KEY = "postfix::envelope_from"
RULE = "envelope-from-is-local"


@pytest.mark.parametrize("address", ["web@web1.example.net", "web@localhost.example.net"])
def test_warns_of_an_address_on_this_server(address: str) -> None:
    found = only(RULE, change({KEY: address}))
    assert found.level == "warn"
    assert "local user web" in found.text
    assert points_at(found, KEY)


def test_warns_when_the_server_takes_the_domains_name() -> None:
    same = {KEY: "web@example.com"}
    only(RULE, change({**same, "sendoff::server_name": "example.com"}, applied(same)))


@pytest.mark.parametrize("address", ["web@example.net", "web@sub.web1.example.net"])
def test_is_quiet_about_other_domains(address: str) -> None:
    assert quiet(RULE, change({KEY: address}))
