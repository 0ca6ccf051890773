from __future__ import annotations

import pytest

from sendoff.reputation.spf.review import Cost, near_misses, review


def ids(*records: str, cost: Cost | None = None) -> list[str]:
    return [remark.id for remark in review(records, cost)]


def test_a_good_record_has_no_remark() -> None:
    assert ids("v=spf1 mx a:web1.example.net ip4:192.0.2.0/24 include:x.example -all", cost=Cost(10, 2)) == []


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ("v=spf1 +all", "spf-all-pass"),
        ("v=spf1 all", "spf-all-pass"),
        ("v=spf1 mx ?all", "spf-all-neutral"),
        ("v=spf1 mx", "spf-no-all"),
        ("v=spf1 ptr -all", "spf-ptr"),
        ("v=spf1 -all mx", "spf-after-all"),
        ("v=spf1 mx -all redirect=x.example", "spf-redirect-ignored"),
        ("v=spf1 ip4:11.0.0.0/8 -all", "spf-wide"),
        ("v=spf1 ip6:2001::/20 -all", "spf-wide"),
        ("v=spf1 a/8 -all", "spf-wide"),
        ("v=spf1 mx//16 -all", "spf-wide"),
        ("v=spf1 ip4:192.168.1.1 -all", "spf-private"),
        ("v=spf1 ip4:300.1.2.3 -all", "spf-syntax"),
        ("v=spf1 a:caf\u00e9.example -all", "spf-syntax"),
        ("v=spf1 " + "ip4:192.0.2.1 " * 40 + "-all", "spf-long"),
    ],
)
def test_each_fault_is_named(record: str, wanted: str) -> None:
    assert ids(record) == [wanted]


def test_two_records_and_a_broken_budget_are_failures() -> None:
    assert ids("v=spf1 -all", "v=spf1 mx -all") == ["spf-two-records"]
    assert ids("v=spf1 mx -all", cost=Cost(11, 3)) == ["spf-lookups", "spf-void-lookups"]


def test_terms_that_refuse_may_be_wide() -> None:
    assert ids("v=spf1 -ip4:11.0.0.0/8 mx -all") == []


def test_texts_that_were_meant_to_be_records_are_found() -> None:
    texts = ["v=spf1 -all", '"v=spf1 mx -all"', " v=spf1 mx", "spf2.0/pra -all", "v=spf10", "google-site=x", "v=DKIM1"]
    assert len(list(near_misses(texts))) == 4
