from __future__ import annotations

import pytest

from tests.checks.build import only


def record(terms: int) -> str:
    names = " ".join(f"a:h{number}.example.net" for number in range(terms))
    hosts = "\n".join(f"h{number}.example.net A 203.0.113.{number + 100}" for number in range(terms))
    return f'example.org TXT "v=spf1 {names} -all"\n{hosts}'


@pytest.mark.parametrize(
    ("terms", "result"), [(3, "pass"), (8, "pass"), (9, "warn"), (10, "warn"), (11, "fail"), (14, "fail")]
)
def test_ten_terms_are_the_limit(terms: int, result: str) -> None:
    found = only("spf-budget", record(terms))
    assert (found.result, found.answered.split()[0]) == (result, str(terms))


def test_the_senders_own_early_match_does_not_hide_what_others_pay() -> None:
    zones = record(12).replace("v=spf1 ", "v=spf1 ip4:203.0.113.25 ")
    assert only("spf-budget", zones).result == "fail"


def test_three_terms_that_find_nothing_fail() -> None:
    zones = 'example.org TXT "v=spf1 a:x1.example.net a:x2.example.net a:x3.example.net -all"'
    assert only("spf-budget", zones).result == "fail"


def test_without_a_record_it_does_not_apply() -> None:
    assert only("spf-budget", "example.org TXT x").result == "skipped"


def test_servfail_is_unknown() -> None:
    assert only("spf-budget", failing=["example.org"]).result == "unknown"
