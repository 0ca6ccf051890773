"""What three providers demand of bulk senders is the same, and so are the tests."""

from __future__ import annotations

from sendoff.reputation.facts import Sent
from tests.checks.build import IPV4, only, sent, signing

ZONES = f"""
example.org TXT "v=spf1 ip4:{IPV4} -all"
_dmarc.example.org TXT "v=DMARC1; p=none"
"""
SIGNED = signing(example_org="s1")


class BulkSender:
    """A provider's check, proved."""

    provider: str

    @property
    def id(self) -> str:
        return f"{self.provider}-bulk"

    def much(self, count: int = 5000, provider: str = "") -> Sent:
        days = {("example.org", provider or self.provider): count}
        return sent(("example.org", "example.org", count), days=days)

    def test_a_bulk_sender_with_all_three_passes(self) -> None:
        assert only(self.id, ZONES, sent=self.much(), settings=SIGNED).result == "pass"

    def test_below_the_threshold_and_elsewhere_it_does_not_apply(self) -> None:
        assert only(self.id, "", sent=self.much(4999)).result == "skipped"
        assert only(self.id, "", sent=self.much(9000, "gmx")).result == "skipped"

    def test_what_is_missing_fails_and_is_named(self) -> None:
        found = only(self.id, "", sent=self.much(), settings=signing(example_net="s1"))
        assert found.result == "fail"
        assert all(word in found.answered for word in ("SPF", "DKIM", "DMARC"))

    def test_subdomains_count_for_their_organization(self) -> None:
        days = {("a.example.org", self.provider): 2500, ("example.org", self.provider): 2500}
        both = sent(("a.example.org", "example.org", 2500), ("example.org", "example.org", 2500), days=days)
        assert only(self.id, ZONES, sent=both, settings=SIGNED).result == "pass"

    def test_what_cannot_be_asked_is_unknown(self) -> None:
        unknown = only(self.id, ZONES, sent=self.much(), settings=SIGNED, failing=["_dmarc.example.org"])
        assert unknown.result == "unknown"
        assert only(self.id, ZONES, sent=self.much()).result == "unknown"  # no document tells what is signed
        assert only(self.id, ZONES, sent=Sent(unknown="there is no ledger")).result == "unknown"
