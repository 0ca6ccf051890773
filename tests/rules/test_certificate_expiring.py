from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sendoff.change.facts import Ask, CertificateFacts

from .build import change, only, points_at, quiet

KEY = "postfix::smtpd_tls_cert_file"
RULE = "certificate-expiring"
FILES = {KEY: "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
PAIR = Ask("certificate", "/etc/ssl/web1.pem", "/etc/ssl/web1.key")
NOW = Ask("now")
ENDS_IN_MARCH = CertificateFacts(not_after=datetime(2026, 3, 31, tzinfo=UTC), names=("web1.example.net",))


@pytest.mark.parametrize(("day", "said"), [(11, "in 20 days"), (30, "in 1 day,")])
def test_warns_in_the_last_three_weeks(day: int, said: str) -> None:
    answers = {PAIR: ENDS_IN_MARCH, NOW: datetime(2026, 3, day, tzinfo=UTC)}
    found = only(RULE, change(FILES), answers)
    assert found.level == "warn"
    assert said in found.text
    assert "2026-03-31" in found.text
    assert points_at(found, KEY)


def test_counts_hours_as_less_than_a_day() -> None:
    answers = {PAIR: ENDS_IN_MARCH, NOW: datetime(2026, 3, 30, 12, tzinfo=UTC)}
    assert "less than a day" in only(RULE, change(FILES), answers).text


def test_is_quiet_before_and_leaves_expired_ones_to_certificate_unusable() -> None:
    assert quiet(RULE, change(FILES), {PAIR: ENDS_IN_MARCH, NOW: datetime(2026, 3, 10, tzinfo=UTC)})
    assert quiet(RULE, change(FILES), {PAIR: ENDS_IN_MARCH, NOW: datetime(2026, 4, 1, tzinfo=UTC)})
    assert quiet(
        RULE, change(FILES), {PAIR: CertificateFacts(error="unreadable"), NOW: datetime(2026, 4, 1, tzinfo=UTC)}
    )
