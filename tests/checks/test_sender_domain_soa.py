from __future__ import annotations

from tests.checks.build import only


def test_a_zone_passes() -> None:
    assert only("sender-domain-soa", "example.org SOA ns.example.org. host.example.org. 1 2 3 4 5").result == "pass"


def test_a_name_inside_a_zone_passes_by_that_zone() -> None:
    zones = "example.org SOA ns.example.org. x. 1 2 3 4 5\nweb1.example.org A 203.0.113.1"
    found = only("sender-domain-soa", zones, domains=["web1.example.org"])
    assert (found.result, found.answered[:11]) == ("pass", "example.org")


def test_a_name_that_does_not_exist_fails_though_its_parent_does() -> None:
    zones = "example.org SOA ns.example.org. x. 1 2 3 4 5"
    assert only("sender-domain-soa", zones, domains=["nowhere.example.org"]).result == "fail"


def test_servfail_is_unknown() -> None:
    assert only("sender-domain-soa", failing=["example.org"]).result == "unknown"
