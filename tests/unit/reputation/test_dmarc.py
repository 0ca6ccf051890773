from __future__ import annotations

import pytest

from sendoff.reputation import dmarc
from sendoff.reputation.dns import FOUND, NO_SUCH_NAME, UNKNOWN, Answer


def walked(domain: str, *records: tuple[str, str], unknown: str = "") -> dmarc.Walk:
    """The walk where some names have records, and one cannot be asked."""
    answers = []
    for target in dmarc.targets(domain):
        values = tuple(text for at, text in records if at == target)
        outcome = UNKNOWN if target == unknown else FOUND if values else NO_SUCH_NAME
        answers.append(Answer(f"_dmarc.{target}", "TXT", outcome, values, why="SERVFAIL" if target == unknown else ""))
    return dmarc.walk(domain, answers)


def test_the_walk_goes_up_label_by_label_to_the_top() -> None:
    assert dmarc.targets("a.mail.example.com") == ("a.mail.example.com", "mail.example.com", "example.com", "com")
    assert dmarc.targets("com") == ("com",)


def test_a_long_name_jumps_to_seven_labels_so_that_eight_questions_are_enough() -> None:
    found = dmarc.targets("a.b.c.d.e.f.g.h.i.j.mail.example.com")
    assert found[:2] == ("a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com")
    assert len(found) == 8
    assert len(dmarc.targets("a.b.c.d.e.f.example.com")) == 8
    assert dmarc.targets("a.b.c.d.e.f.example.com")[1] == "b.c.d.e.f.example.com"


def test_the_record_with_the_fewest_labels_names_the_organization() -> None:
    found = walked(
        "a.mail.example.com", ("mail.example.com", "v=DMARC1; p=none"), ("example.com", "v=DMARC1; p=reject")
    )
    assert (found.organizational, found.at) == ("example.com", "example.com")


def test_the_domains_own_record_is_its_policy_whatever_stands_above() -> None:
    found = walked("mail.example.com", ("mail.example.com", "v=DMARC1; p=none"), ("example.com", "v=DMARC1; p=reject"))
    assert (found.organizational, found.at, dmarc.effective(found)) == ("example.com", "mail.example.com", "none")


def test_psd_n_ends_the_walk_and_is_the_organization() -> None:
    records = (("mail.example.com", "v=DMARC1; p=none; psd=n"), ("example.com", "v=DMARC1; p=reject"))
    assert walked("a.mail.example.com", *records).organizational == "mail.example.com"


def test_below_a_public_suffix_with_psd_y_stands_the_organization() -> None:
    found = walked("a.shop.bank.example", ("bank.example", "v=DMARC1; p=reject; psd=y"))
    assert (found.organizational, found.at) == ("shop.bank.example", "bank.example")
    # Its own record is no suffix above it.
    assert walked("bank.example", ("bank.example", "v=DMARC1; p=reject; psd=y")).organizational == "bank.example"


def test_without_any_record_a_domain_is_its_own_organization() -> None:
    found = walked("a.example.com")
    assert (found.organizational, found.record) == ("a.example.com", None)


def test_several_records_at_one_name_are_all_discarded() -> None:
    records = (("example.com", "v=DMARC1; p=none"), ("example.com", "v=DMARC1; p=reject"))
    found = walked("mail.example.com", *records)
    assert (found.record, found.several, found.organizational) == (None, ("example.com",), "mail.example.com")


def test_texts_of_another_version_do_not_count() -> None:
    found = walked("example.com", ("example.com", "v=DMARC2; p=none"), ("example.com", "v=DMARC1; p=reject"))
    assert found.record is not None
    assert (found.record.policy, found.several) == ("reject", ())


def test_what_cannot_be_asked_leaves_the_organization_open_and_keeps_the_own_record() -> None:
    found = walked("mail.example.com", ("mail.example.com", "v=DMARC1; p=reject"), unknown="example.com")
    assert (found.organizational, found.at, found.unknown) == ("", "mail.example.com", "_dmarc.example.com: SERVFAIL")
    assert walked("mail.example.com", unknown="mail.example.com").record is None


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("v=DMARC1; p=reject", "reject"), ("v=DMARC1; p=REJECT", "reject"), ("v=DMARC1;rua=mailto:a@x.example", "none"),
        ("v=DMARC1; p=nothing; rua=mailto:a@example.org", "none"), ("v=DMARC1; p=nothing", ""), ("v=DMARC1", ""),
        ("v=DMARC1; rua=nothing", ""),
    ],
)  # fmt: skip
def test_the_policy_of_a_record(text: str, policy: str) -> None:
    record = dmarc.parse(text)
    assert record is not None
    assert record.policy == policy


@pytest.mark.parametrize(
    "text", ["", "v=dmarc1; p=none", "p=none; v=DMARC1", "v=DMARC1 p=none", "v=DMARC10; p=none", "v"]
)
def test_what_is_no_record(text: str) -> None:
    assert dmarc.parse(text) is None


def test_subdomains_follow_sp() -> None:
    assert dmarc.effective(walked("a.example.com", ("example.com", "v=DMARC1; p=reject; sp=none"))) == "none"
    assert dmarc.effective(walked("a.example.com", ("example.com", "v=DMARC1; p=reject"))) == "reject"
    assert dmarc.effective(walked("example.com", ("example.com", "v=DMARC1; p=reject; sp=none"))) == "reject"


def test_report_hosts_are_those_of_mailto_with_their_limits_taken_off() -> None:
    rua = "mailto:a@Reports.example!10m, mailto:b@reports.example , https://x.example/"
    record = dmarc.parse(f"v=DMARC1; p=none; rua={rua}")
    assert record is not None
    assert dmarc.report_hosts(record) == ("reports.example",)


def test_alignment() -> None:
    known = {"a.example.com": "example.com", "b.example.com": "example.com", "example.net": "example.net", "x.org": ""}
    assert dmarc.aligned("a.example.com", "b.example.com", known) is True
    assert dmarc.aligned("a.example.com", "b.example.com", known, strict=True) is False
    assert dmarc.aligned("a.example.com", "example.net", known) is False
    assert dmarc.aligned("a.example.com", "x.org", known) is None
    assert dmarc.aligned("x.org", "x.org", known) is True
