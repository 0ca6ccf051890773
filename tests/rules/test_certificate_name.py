from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, CertificateFacts

from .build import applied, change, only, points_at, quiet

KEY = "postfix::smtpd_tls_cert_file"
RULE = "certificate-name"
FILES = {KEY: "/etc/ssl/web1.pem", "postfix::smtpd_tls_key_file": "/etc/ssl/web1.key"}
PAIR = Ask("certificate", "/etc/ssl/web1.pem", "/etc/ssl/web1.key")


@pytest.mark.parametrize(
    "names", [("mail.example.net",), ("*.example.com",), ("*.web1.example.net", "example.net"), ()]
)
def test_warns_of_another_name(names: tuple[str, ...]) -> None:
    found = only(RULE, change(FILES), {PAIR: CertificateFacts(names=names)})
    assert found.level == "warn"
    assert "web1.example.net and verify" in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("names", [("WEB1.example.net",), ("*.example.net",), ("localhost",)])
def test_is_quiet_when_a_name_fits(names: tuple[str, ...]) -> None:
    assert quiet(RULE, change(FILES), {PAIR: CertificateFacts(names=names)})


def test_compares_the_name_that_the_document_gives() -> None:
    step = change({**FILES, "sendoff::server_name": "mail.example.net"})
    assert quiet(RULE, step, {PAIR: CertificateFacts(names=("mail.example.net",))})


def test_a_new_server_name_is_compared_with_the_certificate_that_stays() -> None:
    step = change({**FILES, "sendoff::server_name": "mail.example.net"}, applied(FILES))
    only(RULE, step, {PAIR: CertificateFacts(names=("web1.example.net",))})
