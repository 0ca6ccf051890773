from __future__ import annotations

from sendoff.reputation.facts import Source
from tests.checks.build import IPV4, IPV6, SERVER, only, results

BOTH = SERVER._replace(sources=(Source(IPV4, "x"), Source(IPV6, "x")))


def test_a_name_that_leads_to_both_addresses_passes() -> None:
    zones = f"mail.example.net A {IPV4}\nmail.example.net AAAA 2001:0db8:0001::0025"
    assert results("helo-resolves", zones, server=BOTH) == {IPV4: "pass", IPV6: "pass"}


def test_an_ipv6_address_that_the_name_lacks_fails_with_the_record() -> None:
    zones = f"mail.example.net A {IPV4}"
    assert results("helo-resolves", zones, server=BOTH) == {IPV4: "pass", IPV6: "fail"}
    found = only("helo-resolves", zones, server=SERVER._replace(sources=(Source(IPV6, "x"),)))
    assert found.mend == f"Publish: mail.example.net. AAAA {IPV6}"


def test_another_address_fails() -> None:
    assert only("helo-resolves", "mail.example.net A 203.0.113.99").result == "fail"


def test_a_name_that_does_not_exist_fails() -> None:
    assert only("helo-resolves").answered == "mail.example.net does not exist"


def test_servfail_is_unknown() -> None:
    found = only("helo-resolves", failing=["mail.example.net"])
    assert (found.result, "SERVFAIL" in found.answered) == ("unknown", True)


def test_behind_a_smarthost_it_does_not_apply() -> None:
    assert only("helo-resolves", server=SERVER._replace(smarthost="[smtp.example.org]")).result == "skipped"


def test_where_only_a_private_address_is_known_it_is_unknown() -> None:
    inside = SERVER._replace(sources=(Source("10.0.0.5", "the outgoing interface", translated=True),))
    assert only("helo-resolves", server=inside).result == "unknown"
