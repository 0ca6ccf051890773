from __future__ import annotations

import pytest

from tests.checks.build import SERVER, only


@pytest.mark.parametrize("name", ["mail.example.net", "a-1.example.org", "xn--bcher-kva.example"])
def test_a_whole_name_passes(name: str) -> None:
    assert only("helo-name", server=SERVER._replace(helo=name)).result == "pass"


@pytest.mark.parametrize(
    "name",
    ["localhost", "web1", "web1.localdomain", "mail.lan", "192.0.2.1", "[192.0.2.1]", "web_1.example.net", "a..b", ""],
)
def test_a_bare_name_an_address_or_a_private_name_fails(name: str) -> None:
    found = only("helo-name", server=SERVER._replace(helo=name))
    assert found.result == "fail"
    assert "sendoff::server_name" in found.mend
