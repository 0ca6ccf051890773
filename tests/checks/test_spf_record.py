from __future__ import annotations

import pytest

from tests.checks.build import only


@pytest.mark.parametrize(
    "record", ["v=spf1 -all", "v=spf1 mx a:mail.example.net/24 include:_spf.example.net ~all", "V=SPF1 mx"]
)
def test_one_record_passes(record: str) -> None:
    assert only("spf-record", f'example.org TXT "{record}"\nexample.org TXT "verification=7"').result == "pass"


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ("example.org TXT verification=7", "no record"),
        ("", "no record"),
        ('example.org TXT "v=spf10 mx -all"', "does not begin with v=spf1"),
        ('example.org TXT "v=spf1 -all"\nexample.org TXT "v=spf1 mx -all"', "2 records"),
        ('example.org TXT "v=spf1 ipv4:203.0.113.1 -all"', "'ipv4:203.0.113.1' is no term"),
        ('example.org TXT "v=spf1 mx, -all"', "is no term"),
    ],
)
def test_none_several_and_a_wrong_term_fail_with_the_command(zones: str, said: str) -> None:
    found = only("spf-record", zones)
    assert (found.result, said in found.answered) == ("fail", True)
    assert "sendoff spf record example.org" in found.mend


def test_ptr_only_warns() -> None:
    assert only("spf-record", 'example.org TXT "v=spf1 ptr -all"').result == "warn"


def test_servfail_is_unknown_and_never_no_record() -> None:
    assert only("spf-record", failing=["example.org"]).result == "unknown"
