from __future__ import annotations

import pytest

from tests.checks.build import judged, signing

SETTINGS = signing(example_org="s1")


@pytest.mark.parametrize(
    ("flags", "result"), [("t=y", "fail"), ("t = s : y", "fail"), ("t=s", "pass"), ("n=t=y", "pass"), ("x=y", "pass")]
)
def test_flags(flags: str, result: str) -> None:
    zones = f's1._domainkey.example.org TXT "v=DKIM1; {flags}; p=QUJD"'
    assert [found.result for found in judged("dkim-testing", zones, settings=SETTINGS)] == [result]


def test_a_key_that_is_not_there_is_left_to_the_other_check() -> None:
    assert judged("dkim-testing", settings=SETTINGS) == []
