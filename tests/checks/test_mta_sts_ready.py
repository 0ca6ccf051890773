from __future__ import annotations

from tests.checks.build import SERVER, only


def test_a_resolver_of_policies_passes() -> None:
    maps = {"smtp_tls_policy_maps": "hash:/etc/postfix/tls, socketmap:inet:127.0.0.1:8461:postfix"}
    assert only("mta-sts-ready", server=SERVER._replace(parameters=maps)).result == "pass"


def test_a_plain_table_of_policies_only_warns() -> None:
    maps = {"smtp_tls_policy_maps": "hash:/etc/postfix/tls"}
    assert only("mta-sts-ready", server=SERVER._replace(parameters=maps)).result == "warn"


def test_another_machine_is_unknown() -> None:
    assert only("mta-sts-ready", server=SERVER._replace(here=False)).result == "unknown"
