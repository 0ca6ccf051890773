from __future__ import annotations

import pytest

from tests.checks.build import SERVER, only


@pytest.mark.parametrize("level", ["may", "encrypt", "dane", "verify"])
def test_a_level_passes(level: str) -> None:
    assert only("outbound-tls", server=SERVER._replace(parameters={"smtp_tls_security_level": level})).result == "pass"


def test_the_older_parameter_passes() -> None:
    assert only("outbound-tls", server=SERVER._replace(parameters={"smtp_use_tls": "yes"})).result == "pass"


@pytest.mark.parametrize(
    "parameters", [{"myhostname": "x"}, {"smtp_tls_security_level": "none", "smtp_use_tls": "yes"}]
)
def test_none_fails_with_the_setting(parameters: dict[str, str]) -> None:
    found = only("outbound-tls", server=SERVER._replace(parameters=parameters))
    assert (found.result, "smtp_tls_security_level = may" in found.mend) == ("fail", True)


def test_another_machine_or_no_postfix_is_unknown() -> None:
    assert only("outbound-tls", server=SERVER._replace(here=False)).result == "unknown"
    assert only("outbound-tls", server=SERVER._replace(parameters={})).result == "unknown"
