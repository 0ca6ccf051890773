from __future__ import annotations

import pytest

from tests.checks.build import judged, signing
from tests.checks.public_keys import ED25519, RSA, RSA512, RSA1024

SETTINGS = signing(example_org="s1")


def results(record: str) -> list[str]:
    zones = f's1._domainkey.example.org TXT "{record}"' if record else ""
    return [found.result for found in judged("dkim-strength", zones, settings=SETTINGS)]


@pytest.mark.parametrize(
    ("record", "result"),
    [
        (f"v=DKIM1; p={RSA}", "pass"),
        (f"v=DKIM1; k=rsa; p={RSA1024}", "warn"),
        (f"v=DKIM1; k=rsa; p={RSA512}", "fail"),
        (f"v=DKIM1; k=ed25519; p={ED25519}", "warn"),
    ],
)
def test_how_long_a_key_is(record: str, result: str) -> None:
    assert results(record) == [result]


def test_what_cannot_be_read_is_left_to_the_other_check() -> None:
    assert results("") == results("v=DKIM1; p=") == []
