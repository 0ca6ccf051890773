from __future__ import annotations

import pytest

from tests.checks.build import only


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 mx -all", "pass"), ("v=spf1 mx ~all", "pass"), ("v=spf1 redirect=_spf.example.net", "pass"),
        ("v=spf1 mx -all exp=why.example.net", "pass"), ("v=spf1 mx +all", "fail"), ("v=spf1 mx all", "fail"),
        ("v=spf1 mx ?all", "warn"), ("v=spf1 mx", "warn"), ("v=spf1 -all mx", "warn"),
        ("v=spf1 -all redirect=_spf.example.net", "warn"),
    ],
)  # fmt: skip
def test_how_it_ends(record: str, result: str) -> None:
    assert only("spf-end", f'example.org TXT "{record}"').result == result


def test_without_a_record_it_is_left_to_the_other_check() -> None:
    assert only("spf-end", "example.org TXT x").result == "skipped"


def test_servfail_is_unknown() -> None:
    assert only("spf-end", failing=["example.org"]).result == "unknown"
