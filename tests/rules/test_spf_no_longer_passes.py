from __future__ import annotations

from sendoff.change.facts import Ask, SpfFacts, SpfVerdict

from .build import applied, change, findings, only, points_at, quiet

RULE = "spf-no-longer-passes"
RELAYHOST = "postfix::relayhost"
SMARTHOST: dict[str, object] = {RELAYHOST: "[smtp.example.net]:587", "sendoff::domains": ["example.org", "example.com"]}
ASK = Ask("spf", "[smtp.example.net]:587", "lately web1.example.net example.org example.com")


def test_warns_of_each_domain_that_does_not_pass_on_the_new_way() -> None:
    facts = SpfFacts(
        (
            SpfVerdict("example.org", "192.0.2.1", "pass"),
            SpfVerdict("example.com", "192.0.2.1", "softfail"),
            SpfVerdict("example.com", "2001:db8::1", "none"),
        )
    )
    found = only(RULE, change(SMARTHOST), {ASK: facts})
    assert (found.level, points_at(found, RELAYHOST)) == ("warn", True)
    assert "example.com then leaves from 192.0.2.1 (softfail), 2001:db8::1 (none)" in found.text
    assert "sendoff spf record example.com" in found.mend


def test_domains_that_only_the_ledger_knows_are_judged_too() -> None:
    document = {RELAYHOST: "[smtp.example.net]:587"}
    ask = Ask("spf", "[smtp.example.net]:587", "lately web1.example.net")
    facts = SpfFacts((SpfVerdict("shop.example", "192.0.2.1", "fail"),))
    assert "Mail of shop.example" in only(RULE, change(document), {ask: facts}).text


def test_with_an_envelope_sender_only_its_domain_counts() -> None:
    document = {"postfix::envelope_from": "web@example.net", "sendoff::domains": ["example.org"]}
    ask = Ask("spf", "", "only web1.example.net example.net")
    facts = SpfFacts((SpfVerdict("example.net", "192.0.2.9", "fail"),))
    assert points_at(only(RULE, change(document), {ask: facts}), "postfix::envelope_from")


def test_what_dns_does_not_tell_is_said() -> None:
    facts = SpfFacts((SpfVerdict("example.org", "192.0.2.1", "unknown", "TXT of example.org: SERVFAIL"),))
    found = only(RULE, change(SMARTHOST), {ASK: facts})
    assert (found.level, found.unknown) == ("note", "TXT of example.org: SERVFAIL")


def test_where_nothing_can_be_asked_the_declared_domains_are_named() -> None:
    assert findings(RULE, change(SMARTHOST))[0].unknown == "not answered"
    assert quiet(RULE, change({RELAYHOST: "[smtp.example.net]:587"}))


def test_is_quiet_where_all_pass_and_where_the_way_stays() -> None:
    facts = SpfFacts((SpfVerdict("example.org", "192.0.2.1", "pass"),))
    assert quiet(RULE, change(SMARTHOST), {ASK: facts})
    assert quiet(RULE, change({**SMARTHOST, "postfix::message_size_limit": 1000000}, applied(SMARTHOST)))


def test_a_detour_is_a_way_out_too_and_is_asked_before_it_is_used() -> None:
    document = {"sendoff::on_block": {"microsoft": "[relay.example.net]:587"}, "sendoff::domains": ["example.org"]}
    ask = Ask("spf", "[relay.example.net]:587", "lately web1.example.net example.org")
    facts = SpfFacts((SpfVerdict("example.org", "192.0.2.13", "fail"),))
    before = applied({"sendoff::domains": ["example.org"]})
    found = only(RULE, change(document, before), {ask: facts})
    assert (found.level, points_at(found, "sendoff::on_block")) == ("warn", True)
    assert quiet(RULE, change(document, applied(document)))
