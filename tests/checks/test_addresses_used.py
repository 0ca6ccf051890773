from __future__ import annotations

from sendoff.reputation.facts import Source
from tests.checks.build import SERVER, judged, only


def test_an_address_that_receivers_see_passes() -> None:
    assert only("addresses-used").result == "pass"


def test_a_private_address_is_unknown_and_says_what_is_judged_instead() -> None:
    sources = (Source("10.0.0.5", "the outgoing interface", translated=True), Source("203.0.113.9", "the address of x"))
    first, second = judged("addresses-used", server=SERVER._replace(sources=sources))
    assert (first.result, second.result) == ("unknown", "pass")
    assert "203.0.113.9 is judged instead" in first.answered
    assert "--address" in first.mend


def test_no_way_out_is_unknown() -> None:
    assert only("addresses-used", server=SERVER._replace(sources=())).result == "unknown"


def test_behind_a_smarthost_it_does_not_apply() -> None:
    assert only("addresses-used", server=SERVER._replace(smarthost="[smtp.example.org]")).result == "skipped"
