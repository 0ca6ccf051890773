from __future__ import annotations

from .build import bare, change, machine, only, quiet

KEY = "postfix::smtpd_tls_cert_file"
RULE = "starttls-disappears"
OWN = "smtpd_tls_cert_file = /etc/ssl/web1.pem\nsmtpd_tls_security_level = may\n"


def test_warns_when_a_real_certificate_goes() -> None:
    found = only(RULE, change({}, machine(OWN)))
    assert found.level == "warn"
    assert "/etc/ssl/web1.pem" in found.mend
    assert found.key == KEY


def test_notes_the_packages_own() -> None:
    assert only(RULE, change({})).level == "note"


def test_is_quiet_when_a_certificate_is_given_or_none_was_offered() -> None:
    files = {KEY: "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
    assert quiet(RULE, change(files, machine(OWN)))
    assert quiet(RULE, change({}, machine("smtpd_tls_security_level = none\n")))
    assert quiet(RULE, change({}, machine("")))
    assert quiet(RULE, change({}, bare()))
