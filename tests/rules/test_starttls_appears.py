from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, CertificateFacts

from .build import bare, change, machine, only, points_at, quiet

KEY = "postfix::smtpd_tls_cert_file"
RULE = "starttls-appears"
FILES = {KEY: "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
PAIR = Ask("certificate", "/etc/ssl/web1.pem", "/etc/ssl/web1.key")
FACTS = CertificateFacts(names=("web1.example.net",))


@pytest.mark.parametrize("before", ["", "smtpd_tls_security_level = none\n"])
def test_warns_where_there_was_no_starttls(before: str) -> None:
    found = only(RULE, change(FILES, machine(before)), {PAIR: FACTS})
    assert found.level == "warn"
    assert "localhost" in found.text
    assert points_at(found, KEY)


def test_is_quiet_with_localhost_in_the_certificate() -> None:
    assert quiet(RULE, change(FILES, machine("")), {PAIR: CertificateFacts(names=("web1.example.net", "localhost"))})


def test_is_quiet_where_it_was_offered_before_or_nobody_sent() -> None:
    assert quiet(RULE, change(FILES))
    assert quiet(RULE, change(FILES, machine("smtpd_use_tls = yes\n")))
    assert quiet(RULE, change(FILES, bare()))
