"""What a replay counts of mail by the domain that it was sent as."""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.replay import load, wanted
from sendoff.change.replay.traffic import OTHER, REMOTE, Counted, Kind, Traffic
from tests.rules.build import applied, change

SIGNED = {"sendoff::dkim": {"example.net": "s1", "example.org": "s1"}}
NAMED = {"sendoff::domains": ["example.net", "example.org"]}


def counted(question: str, step: Transition, **domains: int) -> Counted | None:
    kinds = {
        Kind(None, "www-data", None, OTHER, name.replace("_", "."), REMOTE): count for name, count in domains.items()
    }
    return load(question).count(step, Traffic(0, 1, kinds), {})


def test_mail_of_a_domain_that_is_no_longer_signed_is_counted() -> None:
    step = change({"sendoff::dkim": {"example.net": "s1"}}, applied(SIGNED))
    assert wanted(step).sender_domains
    found = counted("signature-missing", step, example_org=300, example_net=50, example_com=7)
    assert found is not None
    assert (found.deliveries, found.unknown, found.examples) == (300, 0, (("example.org", 300),))
    assert "were sent as 1 domain that would not be signed" in found.text


def test_mail_below_a_domain_that_is_signed_from_now_on_is_counted() -> None:
    step = change({"sendoff::dkim": {"example.org": "s1"}}, applied())
    found = counted("signature-missing", step, shop_example_org=300, example_org=5, notexample_org=9)
    assert found is not None
    assert found.examples == (("shop.example.org", 300),)


def test_another_selector_signs_the_same_mail() -> None:
    step = change({"sendoff::dkim": {"example.net": ["s2", "s1"], "example.org": "s1"}}, applied(SIGNED))
    assert counted("signature-missing", step, example_org=300) is None


def test_what_header_rewritten_mail_had_is_unknown() -> None:
    rewritten = {"postfix::envelope_from": "webserver@example.net"}
    step = change({**rewritten, "sendoff::dkim": {"example.net": "s1"}}, applied({**SIGNED, **rewritten}))
    found = counted("signature-missing", step, example_net=300)
    assert found is not None
    assert (found.deliveries, found.unknown) == (0, 300)
    assert "header From" in found.why


def test_mail_of_a_domain_that_is_no_longer_named_is_counted() -> None:
    step = change({"sendoff::domains": ["example.net", "exmaple.org"]}, applied(NAMED))
    assert wanted(step).sender_domains
    found = counted("domain-unnamed", step, example_org=300, example_net=50)
    assert found is not None
    assert (found.deliveries, found.examples) == (300, (("example.org", 300),))
    assert counted("domain-unnamed", change({**NAMED, "postfix::relayhost": "example.org"}, applied(NAMED))) is None
