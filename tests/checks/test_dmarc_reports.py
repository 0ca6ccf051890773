from __future__ import annotations

from tests.checks.build import only

OWN = '_dmarc.example.org TXT "v=DMARC1; p=none; rua=mailto:d@mail.example.org"'
OTHER = '_dmarc.example.org TXT "v=DMARC1; p=none; rua=mailto:d@reports.example"'
AGREED = 'example.org._report._dmarc.reports.example TXT "v=DMARC1"'


def test_an_address_in_the_own_organization_passes() -> None:
    assert only("dmarc-reports", OWN).result == "pass"


def test_another_domain_that_agreed_passes() -> None:
    assert only("dmarc-reports", f"{OTHER}\n{AGREED}").result == "pass"


def test_another_domain_that_did_not_agree_warns_with_its_record() -> None:
    found = only("dmarc-reports", OTHER)
    assert (found.result, 'example.org._report._dmarc.reports.example. TXT "v=DMARC1"' in found.mend) == ("warn", True)


def test_a_text_that_is_no_agreement_warns() -> None:
    assert only("dmarc-reports", f"{OTHER}\n{AGREED.replace('DMARC1', 'spf1')}").result == "warn"


def test_no_address_warns() -> None:
    assert only("dmarc-reports", '_dmarc.example.org TXT "v=DMARC1; p=none"').result == "warn"


def test_without_a_policy_it_does_not_apply() -> None:
    assert only("dmarc-reports").result == "skipped"


def test_servfail_at_the_other_domain_is_unknown() -> None:
    assert only("dmarc-reports", OTHER, failing=["reports.example"]).result == "unknown"


def test_an_address_outside_the_organization_that_only_ends_like_it_is_outside() -> None:
    assert only("dmarc-reports", OWN.replace("mail.example.org", "notexample.org")).result == "warn"
