"""The official suite for RFC 7208, through our own path: our resolver's client, a real name server, our verdicts.

`rfc7208-tests.yml` is release 2014.04 of the SPF project's suite, as pyspf's source package carries it, unchanged; its
licence (BSD, three clauses) stands beside it.
"""

from __future__ import annotations

import pytest
from tests.rfc7208.cases import CASES, Case, zone
from tests.rfc7208.name_server import NameServer

from sendoff.host.dns import Dns
from sendoff.host.spf import Question, evaluate
from sendoff.reputation.spf.verdict import Check


def ours(case: Case) -> Check:
    local, _, domain = case.mailfrom.rpartition("@")
    question = Question(case.host, domain, local=local or "postmaster", helo=case.helo)
    if not case.mailfrom:
        question = Question(case.host, case.helo, "helo", helo=case.helo)
    with NameServer(zone(case)) as server:
        return evaluate(Dns(["127.0.0.1"], seconds=5, port=server.port), [question])[0]


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 203


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    found = ours(case)
    assert found.rfc_result in case.results
    if case.explanation is not None:
        # In which case the hex digits of %{i} are, RFC 7208 (7.3) leaves open.
        assert (found.explanation or "DEFAULT").lower() == case.explanation.lower()
