from __future__ import annotations

import pytest

from sendoff.reputation.dns import FOUND, UNKNOWN, Answer
from sendoff.reputation.facts import Server
from tests.checks.build import SERVER, only

DANE = {"smtp_tls_security_level": "dane", "smtp_dns_support_level": "dnssec"}
READY = SERVER._replace(parameters=DANE, resolvers=("127.0.0.1",))
SIGNED = Answer("", "SOA", FOUND, ("x",), authentic=True)


def test_dane_with_a_validating_resolver_here_passes() -> None:
    assert only("dane-ready", server=READY, root=SIGNED).result == "pass"


@pytest.mark.parametrize(
    ("server", "word"),
    [
        (READY._replace(parameters={**DANE, "smtp_tls_security_level": "may"}), "smtp_tls_security_level is may"),
        (READY._replace(parameters={"smtp_tls_security_level": "dane"}), "smtp_dns_support_level is not set"),
        (READY._replace(resolvers=("127.0.0.1", "192.0.2.53")), "192.0.2.53 is not on this machine"),
    ],
)
def test_what_is_missing_is_named_and_only_warns(server: Server, word: str) -> None:
    found = only("dane-ready", server=server, root=SIGNED)
    assert (found.result, word in found.answered) == ("warn", True)


def test_a_resolver_that_does_not_validate_warns() -> None:
    assert only("dane-ready", server=READY, root=SIGNED._replace(authentic=False)).result == "warn"


def test_a_resolver_that_does_not_answer_is_unknown() -> None:
    assert only("dane-ready", server=READY, root=Answer("", "SOA", UNKNOWN, why="timeout")).result == "unknown"


def test_behind_a_smarthost_it_does_not_apply() -> None:
    assert only("dane-ready", server=READY._replace(smarthost="[x.example]"), root=SIGNED).result == "skipped"
