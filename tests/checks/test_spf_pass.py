from __future__ import annotations

from sendoff.reputation.facts import Source
from tests.checks.build import IPV4, IPV6, SERVER, judged

RECORD = f'example.org TXT "v=spf1 ip4:{IPV4} -all"'
HELO = 'mail.example.net TXT "v=spf1 a -all"'


def mailfrom(zones: str, **options: object) -> list[str]:
    found = judged("spf-pass", zones, **options)  # type: ignore[arg-type]
    return [one.result for one in found if "MAIL FROM" in one.asked]


def test_an_address_that_is_named_passes() -> None:
    assert mailfrom(RECORD) == ["pass"]


def test_each_address_is_judged_by_itself() -> None:
    both = SERVER._replace(sources=(Source(IPV4, "x"), Source(IPV6, "x")))
    assert mailfrom(RECORD, server=both) == ["pass", "fail"]


def test_softfail_neutral_and_none_fail() -> None:
    for record in ("v=spf1 ~all", "v=spf1 ?all", "nothing"):
        assert mailfrom(f'example.org TXT "{record}"') == ["fail"]


def test_an_include_that_cannot_be_asked_is_unknown() -> None:
    zones = 'example.org TXT "v=spf1 include:_spf.example.net -all"'
    assert mailfrom(zones, failing=["_spf.example.net"]) == ["unknown"]


def test_a_helo_name_without_a_record_only_warns_with_the_record() -> None:
    [found] = [one for one in judged("spf-pass", RECORD) if "HELO" in one.asked]
    assert (found.result, found.mend) == ("warn", f'Publish: mail.example.net. TXT "v=spf1 ip4:{IPV4} -all"')


def test_a_helo_name_with_a_record_passes() -> None:
    zones = f"{RECORD}\n{HELO}\nmail.example.net A {IPV4}"
    assert {one.result for one in judged("spf-pass", zones)} == {"pass"}


def test_a_smarthost_is_judged_by_its_addresses_and_only_warns() -> None:
    server = SERVER._replace(smarthost="[smtp.example.net]:587")
    zones = f"{RECORD}\nsmtp.example.net A 203.0.113.77"
    [found] = judged("spf-pass", zones, server=server)
    assert (found.result, "203.0.113.77" in found.asked) == ("warn", True)


def test_without_an_address_it_is_unknown() -> None:
    assert [one.result for one in judged("spf-pass", RECORD, server=SERVER._replace(sources=()))] == ["unknown"]
