from __future__ import annotations

from tests.checks.build import IPV4, REVERSE4, only

PTR = f"{REVERSE4} PTR mail.example.net."


def test_a_name_that_leads_back_passes() -> None:
    assert only("reverse-confirmed", f"{PTR}\nmail.example.net A {IPV4}").result == "pass"


def test_one_of_several_names_is_enough() -> None:
    zones = f"{REVERSE4} PTR other.example.net.\n{PTR}\nmail.example.net A {IPV4}"
    assert only("reverse-confirmed", zones).result == "pass"


def test_a_name_that_leads_elsewhere_fails_with_the_record() -> None:
    found = only("reverse-confirmed", f"{PTR}\nmail.example.net A 203.0.113.99")
    assert (found.result, found.mend) == ("fail", f"Publish: mail.example.net. A {IPV4}")


def test_a_name_with_only_the_other_family_fails() -> None:
    assert only("reverse-confirmed", f"{PTR}\nmail.example.net AAAA 2001:db8::1").result == "fail"


def test_a_name_that_cannot_be_asked_is_unknown() -> None:
    assert only("reverse-confirmed", PTR, failing=["mail.example.net"]).result == "unknown"


def test_without_a_reverse_name_it_is_left_to_the_other_check() -> None:
    assert only("reverse-confirmed").result == "skipped"
