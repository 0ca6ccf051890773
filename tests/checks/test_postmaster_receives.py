from __future__ import annotations

import pytest

from tests.checks.build import only


def test_an_mx_passes_and_says_that_the_mailboxes_were_not_asked() -> None:
    found = only("postmaster-receives", "example.org MX 10 mx.example.org.")
    assert (found.result, "not asked" in found.answered) == ("pass", True)


@pytest.mark.parametrize("zones", ["example.org A 203.0.113.1", "example.org MX 0 .", ""])
def test_nothing_that_takes_mail_only_warns(zones: str) -> None:
    assert only("postmaster-receives", zones).result == "warn"


def test_servfail_is_unknown() -> None:
    assert only("postmaster-receives", failing=["example.org"]).result == "unknown"
