from __future__ import annotations

from sendoff.reputation.facts import Source
from tests.checks.build import IPV4, IPV6, REVERSE4, REVERSE6, SERVER, only, results


def test_a_reverse_name_for_each_address_passes() -> None:
    both = SERVER._replace(sources=(Source(IPV4, "x"), Source(IPV6, "x")))
    zones = f"{REVERSE4} PTR mail.example.net.\n{REVERSE6} PTR mail.example.net."
    assert results("reverse-name", zones, server=both) == {IPV4: "pass", IPV6: "pass"}


def test_an_ipv6_address_without_one_fails_though_ipv4_has_one() -> None:
    both = SERVER._replace(sources=(Source(IPV4, "x"), Source(IPV6, "x")))
    assert results("reverse-name", f"{REVERSE4} PTR mail.example.net.", server=both) == {IPV4: "pass", IPV6: "fail"}


def test_none_fails_with_the_record_to_set() -> None:
    found = only("reverse-name")
    assert (found.result, f"{REVERSE4}. PTR mail.example.net." in found.mend) == ("fail", True)


def test_servfail_is_unknown_and_never_none() -> None:
    assert only("reverse-name", failing=["in-addr.arpa"]).result == "unknown"


def test_behind_a_smarthost_it_does_not_apply() -> None:
    assert only("reverse-name", server=SERVER._replace(smarthost="[smtp.example.org]")).result == "skipped"
