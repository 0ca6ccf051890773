from __future__ import annotations

import pytest

from tests.checks.build import only


@pytest.mark.parametrize(
    "record",
    ["v=DMARC1; p=reject", "v=DMARC1;p=none;rua=mailto:a@example.org;np=reject;psd=n;t=n", "v = DMARC1 ; p = none"],
)
def test_a_record_passes(record: str) -> None:
    assert only("dmarc-record", f'_dmarc.example.org TXT "{record}"').result == "pass"


def test_a_record_above_is_found_by_the_tree_walk() -> None:
    found = only("dmarc-record", '_dmarc.example.org TXT "v=DMARC1; p=none"', domains=["a.b.example.org"])
    assert (found.result, found.answered[:18]) == ("pass", "_dmarc.example.org")


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ("", "no record"),
        ('_dmarc.example.org TXT "v=DMARC2; p=none"', "does not begin with v=DMARC1"),
        ('_dmarc.example.org TXT "p=none; v=DMARC1"', "does not begin with v=DMARC1"),
        ('_dmarc.example.org TXT "v=DMARC1; p=none"\n_dmarc.example.org TXT "v=DMARC1; p=reject"', "several"),
        ('_dmarc.example.org TXT "v=DMARC1; p=nothing"', "no policy"),
        ('_dmarc.example.org TXT "v=DMARC1"', "no policy"),
        ('_dmarc.example.org TXT "v=DMARC12; p=none"', "does not begin with v=DMARC1"),
    ],
)
def test_what_counts_for_nothing_fails(zones: str, said: str) -> None:
    found = only("dmarc-record", zones)
    assert (found.result, said in found.answered) == ("fail", True)


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("p=none; pct=50", "pct= is no longer read"),
        ("p=none; sp=all", "sp=all is none of"),
        ("p=none; rua=a@example.org", "which is no URI"),
        ("p=none; p=reject", "p stands twice"),
        ("rua=mailto:a@example.org", "taken as none"),
    ],
)
def test_what_is_odd_only_warns(tags: str, said: str) -> None:
    found = only("dmarc-record", f'_dmarc.example.org TXT "v=DMARC1; {tags}"')
    assert (found.result, said in found.answered) == ("warn", True)


def test_other_texts_at_the_name_do_not_count() -> None:
    zones = '_dmarc.example.org TXT "verification=1"\n_dmarc.example.org TXT "v=DMARC1; p=none"'
    assert only("dmarc-record", zones).result == "pass"


def test_servfail_is_unknown_and_never_no_record() -> None:
    assert only("dmarc-record", failing=["_dmarc.example.org"]).result == "unknown"
