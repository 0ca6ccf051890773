from __future__ import annotations

import pytest

from sendoff.change.facts import Unknown

from .build import answering, change, hop, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-address-not-verifiable"


def document(relayhost: str, tls: str = "secure") -> dict[str, object]:
    login = {"postfix::smtp_sasl_password_maps": {relayhost: "user:password"}}
    return {KEY: relayhost, "sendoff::smarthost_tls": tls, **login}


@pytest.mark.parametrize("relayhost", ["[192.0.2.1]:587", "[2001:db8::1]:587"])
def test_refuses_an_address_with_credentials(relayhost: str) -> None:
    answer = answering(certificate_error="its certificate is for smtp.example.net")
    found = only(RULE, change(document(relayhost)), {hop(relayhost): answer})
    assert found.level == "refuse"
    assert relayhost in found.text
    assert points_at(found, KEY)


def test_refuses_it_unasked_too() -> None:
    assert (
        only(RULE, change(document("[192.0.2.1]:587")), {hop("[192.0.2.1]:587"): Unknown("no way")}).level == "refuse"
    )


def test_is_quiet_when_the_certificate_has_the_address_as_a_name() -> None:
    assert quiet(RULE, change(document("[192.0.2.1]:587")), {hop("[192.0.2.1]:587"): answering()})


def test_is_quiet_about_names_other_levels_and_no_credentials() -> None:
    assert quiet(RULE, change(document("[smtp.example.net]:587")))
    assert quiet(RULE, change(document("[192.0.2.1]:587", "encrypt")))
    assert quiet(RULE, change({KEY: "[192.0.2.1]:587"}))
