from __future__ import annotations

from tests.checks.build import REVERSE4, only


def test_the_same_name_passes_in_any_letter_case() -> None:
    assert only("reverse-is-helo", f"{REVERSE4} PTR Mail.Example.NET.").result == "pass"


def test_another_name_only_warns() -> None:
    assert only("reverse-is-helo", f"{REVERSE4} PTR www.example.net.").result == "warn"


def test_servfail_is_unknown() -> None:
    assert only("reverse-is-helo", failing=["in-addr.arpa"]).result == "unknown"
