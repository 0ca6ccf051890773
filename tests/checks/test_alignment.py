from __future__ import annotations

from sendoff.reputation.facts import Sent
from tests.checks.build import only, sent, signing

POLICY = '_dmarc.example.org TXT "v=DMARC1; p=reject{}"'


def test_an_envelope_sender_in_the_same_organization_passes() -> None:
    pairs = sent(("bounces.example.org", "example.org", 7))
    assert only("alignment", POLICY.format(""), sent=pairs).result == "pass"


def test_another_organization_fails_and_tells_how_much_mail() -> None:
    found = only("alignment", sent=sent(("web1.example.net", "example.org", 7), ("example.org", "example.org", 90)))
    assert (found.result, found.answered[:12]) == ("fail", "7 recipients")
    assert '"example.org": "s1"' in found.mend


def test_strict_alignment_wants_the_same_name() -> None:
    pairs = sent(("bounces.example.org", "example.org", 7))
    assert only("alignment", POLICY.format("; aspf=s"), sent=pairs).result == "fail"


def test_without_any_record_the_domains_are_their_own_organizations() -> None:
    assert only("alignment", sent=sent(("bounces.example.org", "example.org", 7))).result == "fail"


def test_what_this_server_signs_is_aligned_by_dkim() -> None:
    pairs = sent(("web1.example.net", "example.org", 7))
    assert only("alignment", sent=pairs, settings=signing(example_org="s1")).result == "pass"


def test_mail_with_another_from_is_not_this_domains() -> None:
    assert only("alignment", sent=sent(("web1.example.net", "example.com", 7))).result == "skipped"


def test_without_header_from_in_the_ledger_it_is_unknown_with_the_setting() -> None:
    found = only("alignment", sent=sent(("example.org", "", 7)))
    assert (found.result, "sendoff::log_headers" in found.mend) == ("unknown", True)


def test_without_a_ledger_it_is_unknown() -> None:
    assert only("alignment", sent=Sent(unknown="there is no ledger")).result == "unknown"


def test_an_organization_that_cannot_be_asked_is_unknown() -> None:
    pairs = sent(("example.net", "example.org", 7))
    assert only("alignment", POLICY.format(""), sent=pairs, failing=["_dmarc.example.net"]).result == "unknown"
