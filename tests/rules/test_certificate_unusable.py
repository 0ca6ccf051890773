from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sendoff.change.facts import Ask, CertificateFacts, Unknown

from .build import applied, change, only, points_at, quiet

KEY = "postfix::smtpd_tls_cert_file"
RULE = "certificate-unusable"
FILES = {KEY: "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
PAIR = Ask("certificate", "/etc/ssl/web1.pem", "/etc/ssl/web1.key")
NOW = Ask("now")
TODAY = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = CertificateFacts(
    None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC), ("web1.example.net",)
)


def test_refuses_files_that_do_not_fit() -> None:
    answers = {PAIR: CertificateFacts(error="the key does not belong to the certificate"), NOW: TODAY}
    found = only(RULE, change(FILES), answers)
    assert found.level == "refuse"
    assert "does not belong" in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2027, 1, 1, tzinfo=UTC), "expired on 2026-12-31"),
        (datetime(2025, 12, 1, tzinfo=UTC), "from 2026-01-01"),
    ],
)
def test_refuses_a_certificate_out_of_date(now: datetime, said: str) -> None:
    assert said in only(RULE, change(FILES), {PAIR: YEAR, NOW: now}).text


def test_says_what_could_not_be_found_out() -> None:
    found = only(RULE, change(FILES), {PAIR: Unknown("no answer within 8 s"), NOW: TODAY})
    assert (found.level, found.unknown) == ("note", "no answer within 8 s")


def test_is_quiet_about_a_good_pair() -> None:
    assert quiet(RULE, change(FILES), {PAIR: YEAR, NOW: TODAY})


def test_asks_nothing_without_a_certificate_or_a_change() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({**FILES, "postfix::monitoring": False}, applied(FILES)))
