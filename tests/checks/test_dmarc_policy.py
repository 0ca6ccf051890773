from __future__ import annotations

import pytest

from tests.checks.build import only


@pytest.mark.parametrize(
    ("tags", "result"),
    [("p=reject", "pass"), ("p=quarantine", "pass"), ("p=none", "warn"), ("p=reject; t=y", "warn"), ("p=x", "skipped")],
)
def test_the_policy(tags: str, result: str) -> None:
    assert only("dmarc-policy", f'_dmarc.example.org TXT "v=DMARC1; {tags}"').result == result


def test_sp_of_the_record_above_decides_for_a_subdomain() -> None:
    zones = '_dmarc.example.org TXT "v=DMARC1; p=reject; sp=none"'
    assert only("dmarc-policy", zones, domains=["www.example.org"]).result == "warn"
    assert only("dmarc-policy", zones).result == "pass"


def test_servfail_is_unknown() -> None:
    assert only("dmarc-policy", failing=["_dmarc.example.org"]).result == "unknown"
