from __future__ import annotations

from sendoff.reputation.facts import Sent
from tests.checks.build import IPV4, only, sent, signing

ID, PROVIDER = "yahoo-bulk", "yahoo"
ZONES = f"""
example.org TXT "v=spf1 ip4:{IPV4} -all"
_dmarc.example.org TXT "v=DMARC1; p=none"
"""
SIGNED = signing(example_org="s1")


def much(count: int = 5000, provider: str = PROVIDER, domain: str = "example.org") -> Sent:
    return sent((domain, domain, count), days={(domain, provider): count})


def test_a_bulk_sender_with_all_three_passes() -> None:
    assert only(ID, ZONES, sent=much(), settings=SIGNED).result == "pass"


def test_below_the_threshold_and_elsewhere_it_does_not_apply() -> None:
    assert only(ID, "", sent=much(4999)).result == "skipped"
    assert only(ID, "", sent=much(9000, "gmx")).result == "skipped"


def test_what_is_missing_fails_and_is_named() -> None:
    found = only(ID, "", sent=much(), settings=signing(example_net="s1"))
    assert found.result == "fail"
    assert all(word in found.answered for word in ("SPF", "DKIM", "DMARC"))


def test_subdomains_count_for_their_organization() -> None:
    days = {("a.example.org", PROVIDER): 2500, ("example.org", PROVIDER): 2500}
    both = sent(("a.example.org", "example.org", 2500), ("example.org", "example.org", 2500), days=days)
    assert only(ID, ZONES, sent=both, settings=SIGNED).result == "pass"


def test_what_cannot_be_asked_is_unknown() -> None:
    assert only(ID, ZONES, sent=much(), settings=SIGNED, failing=["_dmarc.example.org"]).result == "unknown"
    assert only(ID, ZONES, sent=much()).result == "unknown"  # no document tells what is signed
    assert only(ID, ZONES, sent=Sent(unknown="there is no ledger")).result == "unknown"
