from __future__ import annotations

import pytest

from tests.checks.build import only


@pytest.mark.parametrize(
    "zones",
    ["example.org MX 10 mx.example.org.\nmx.example.org AAAA 2001:db8::1", "example.org A 203.0.113.1"],
)
def test_an_mx_or_an_address_passes(zones: str) -> None:
    assert only("sender-domain-resolves", zones).result == "pass"


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ("", "does not exist"),
        ("example.org TXT x", "neither MX nor address"),
        ("example.org MX 0 .", "null MX"),
        ("example.org MX 10 mx.example.org.", "none of its MX has an address"),
    ],
)
def test_nowhere_to_go_fails(zones: str, said: str) -> None:
    found = only("sender-domain-resolves", zones)
    assert (found.result, said in found.answered) == ("fail", True)


@pytest.mark.parametrize(
    ("zones", "failing"),
    [("", "example.org"), ("example.org MX 10 mx.example.net.", "mx.example.net")],
)
def test_what_cannot_be_asked_is_unknown(zones: str, failing: str) -> None:
    assert only("sender-domain-resolves", zones, failing=[failing]).result == "unknown"
