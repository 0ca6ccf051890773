"""What each question of a replay counts, and its near misses."""

from __future__ import annotations

from typing import Any

import pytest

from sendoff.change import consequences
from sendoff.change.facts import Ask, SpfFacts, SpfVerdict
from sendoff.change.plan import Transition
from sendoff.change.replay import QUESTIONS, Replay, load, replay, wanted
from sendoff.change.replay.traffic import (
    AT_DOMAINS,
    BY_NOBODY,
    DEFERRED,
    NO_SIZE,
    NULL,
    OTHER,
    OUTSIDE_ASCII,
    OVER_LIMIT,
    REMOTE,
    SAME,
    VIA,
    Counted,
    Kind,
    Traffic,
    Wanted,
)
from tests.rules.build import DEBIAN, applied, change, machine

TRUSTED = {"postfix::mynetworks": "127.0.0.0/8 [::1]/128 192.0.2.0/24"}


def kind(marks: int = REMOTE, **known: Any) -> Kind:
    values = {"client": None, "user": "www-data", "sasl": None, "sender": OTHER, "sender_domain": "example.org"}
    return Kind(**{**values, **known}, marks=marks)


def answered(question: str, step: Transition, *kinds: tuple[Kind, int], answers: dict[Ask, Any] | None = None) -> Any:
    traffic = Traffic(0, 1, dict(kinds), large=(("shop@example.org", 3),))
    return load(question).count(step, traffic, answers or {})


def counted(question: str, step: Transition, *kinds: tuple[Kind, int], **options: Any) -> Counted:
    found = answered(question, step, *kinds, **options)
    assert isinstance(found, Counted)
    assert found.id == question
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_the_change_does_not_touch_is_not_answered(question: str) -> None:
    document = {"sendoff::ledger": {"retention_days": 10}}
    assert answered(question, change(document, applied()), (kind(), 5)) is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_a_title(question: str) -> None:
    assert load(question).__doc__.splitlines()[0].endswith((".", ":", "."))


def test_what_multiplies_the_kinds_is_told_apart_only_where_it_is_wanted() -> None:
    assert wanted(change({"postfix::message_size_limit": 5}, applied())) == Wanted(limit=5)
    assert wanted(change({}, applied(TRUSTED))).clients
    assert wanted(change({"postfix::envelope_from": "web@example.net"}, applied())).submitters
    assert wanted(change({"postfix::relayhost": "example.net"}, applied())).sender_domains


def test_every_rule_that_is_counted_is_a_rule() -> None:
    rules = {rule for question in QUESTIONS for rule in getattr(load(question), "_RULES", ())}
    assert rules
    assert rules <= set(consequences.RULES)


def test_messages_over_the_new_limit_are_counted_with_their_senders() -> None:
    step = change({"postfix::message_size_limit": 1000000}, applied())
    assert wanted(step).limit == 1000000
    found = counted("message-too-large", step, (kind(REMOTE | OVER_LIMIT), 3), (kind(), 9), (kind(NO_SIZE), 2))
    assert (found.deliveries, found.unknown, found.examples) == (3, 2, (("shop@example.org", 3),))
    assert "1000000 bytes" in found.text


def test_without_a_limit_nothing_is_too_large() -> None:
    assert answered("message-too-large", change({"postfix::message_size_limit": 0}, applied()), (kind(), 3)) is None


def test_clients_that_lose_their_trust_are_counted() -> None:
    lost, still = kind(client="app[192.0.2.7]", user=None), kind(client="localhost[127.0.0.1]", user=None)
    found = counted("client-not-trusted", change({}, applied(TRUSTED)), (lost, 212), (still, 4), (kind(), 8))
    assert (found.deliveries, found.unknown) == (212, 0)
    assert found.examples == (("app[192.0.2.7]", 212),)
    assert "1 client that" in found.text


@pytest.mark.parametrize(
    "spared",
    [
        kind(client="app[192.0.2.7]", sasl="shop"),
        kind(0, client="app[192.0.2.7]", user=None),
        kind(client="app[198.51.100.7]", user=None),
        kind(client="unknown[unknown]", user=None),
    ],
    ids=["logged in", "to a local recipient", "let in by another rule", "no address"],
)
def test_who_needs_no_trust_is_not_counted(spared: Kind) -> None:
    assert counted("client-not-trusted", change({}, applied(TRUSTED)), (spared, 5)).deliveries == 0


def test_mail_of_which_nobody_knows_who_handed_it_in_is_unknown() -> None:
    found = counted("client-not-trusted", change({}, applied(TRUSTED)), (kind(REMOTE | BY_NOBODY), 5))
    assert (found.deliveries, found.unknown) == (0, 5)
    assert "who handed them in" in found.why


def test_other_machines_cannot_connect_to_loopback() -> None:
    far, near = kind(client="app[192.0.2.7]", user=None), kind(client="localhost[::1]", user=None)
    found = counted(
        "client-cannot-connect", change({}, applied({"postfix::inet_interfaces": "all"})), (far, 7), (near, 2)
    )
    assert (found.deliveries, found.examples) == (7, (("app[192.0.2.7]", 7),))


def test_a_new_smarthost_takes_all_that_leaves() -> None:
    step = change({"postfix::relayhost": "[smtp.example.net]:587"}, applied())
    found = counted("route-changes", step, (kind(), 9340), (kind(0), 11))
    assert found.deliveries == 9340
    assert found.text == "would leave through [smtp.example.net]:587 instead of straight to their destinations"


def test_where_the_administrator_routes_himself_nobody_can_tell_the_new_way() -> None:
    main_cf = f"{DEBIAN}transport_maps = hash:/etc/postfix/transport\n"
    step = change({"postfix::relayhost": "[smtp.example.net]"}, machine(main_cf))
    found = counted("route-changes", step, (kind(), 5))
    assert (found.deliveries, found.unknown) == (0, 5)
    assert "transport_maps" in found.why


def test_what_was_deferred_would_have_taken_the_new_fallback() -> None:
    step = change({"postfix::smtp_fallback_relay": "[fallback.example.net]"}, applied())
    found = counted("fallback-changes", step, (kind(REMOTE | DEFERRED), 40), (kind(), 60))
    assert found.deliveries == 40
    assert "through [fallback.example.net]" in found.text


def test_what_went_through_a_fallback_that_goes_would_wait() -> None:
    step = change({}, applied({"postfix::smtp_fallback_relay": "[fallback.example.net]:587"}))
    assert wanted(step).hosts == ("fallback.example.net",)
    found = counted("fallback-changes", step, (kind(REMOTE | VIA), 4), (kind(REMOTE | DEFERRED), 60))
    assert found.deliveries == 4
    assert "would wait here" in found.text


def test_domains_whose_spf_does_not_cover_the_new_way_are_counted() -> None:
    step = change({"postfix::relayhost": "[smtp.example.net]:587"}, applied())
    [ask] = load_asks(step)
    facts = SpfFacts(
        (
            SpfVerdict("example.org", "192.0.2.1", "fail"),
            SpfVerdict("example.com", "192.0.2.1", "pass"),
            SpfVerdict("shop.example", "192.0.2.1", "unknown", "SERVFAIL"),
        )
    )
    fine, unknown = kind(sender_domain="example.com"), kind(sender_domain="shop.example")
    null = kind(sender=NULL, sender_domain="")
    found = counted("spf-not-covered", step, (kind(), 1120), (fine, 3), (unknown, 4), (null, 5), answers={ask: facts})
    assert (found.deliveries, found.unknown, found.examples) == (1120, 4, (("example.org", 1120),))


def test_with_one_envelope_sender_only_its_domain_is_judged() -> None:
    step = change({"postfix::envelope_from": "web@example.net"}, applied())
    [ask] = load_asks(step)
    facts = SpfFacts((SpfVerdict("example.net", "192.0.2.1", "softfail"),))
    assert counted("spf-not-covered", step, (kind(), 8), answers={ask: facts}).deliveries == 8


def load_asks(step: Transition) -> list[Ask]:
    return [ask for ask in consequences.asks(step) if ask.kind == "spf"]


def test_senders_that_would_be_rewritten_are_counted_by_user() -> None:
    step = change({"postfix::envelope_from": "web@example.net"}, applied())
    assert wanted(step).sender == "web@example.net"
    same, null = kind(sender=SAME, sender_domain="example.net"), kind(sender=NULL, sender_domain="")
    found = counted("envelope-sender-changes", step, (kind(), 6), (kind(user="cron"), 2), (same, 9), (null, 5))
    assert (found.deliveries, found.examples) == (8, (("www-data", 6), ("cron", 2)))
    assert "2 users and clients" in found.text


def test_what_was_rewritten_before_nobody_can_tell() -> None:
    found = counted(
        "envelope-sender-changes", change({}, applied({"postfix::envelope_from": "web@example.net"})), (kind(), 6)
    )
    assert (found.deliveries, found.unknown) == (0, 6)


def test_senders_of_the_former_server_name_are_counted() -> None:
    step = change({"sendoff::server_name": "www.example.net"}, applied())
    own = kind(sender_domain="web1.example.net")
    found = counted("envelope-sender-changes", step, (own, 6), (kind(), 3))
    assert found.deliveries == 6
    assert "which becomes www.example.net" in found.text


def test_addresses_outside_ascii_are_counted() -> None:
    step = change({"postfix::smtputf8_enable": "no"}, applied())
    assert wanted(step).outside_ascii
    assert counted("address-outside-ascii", step, (kind(OUTSIDE_ASCII), 2), (kind(), 3)).deliveries == 2


def test_recipients_at_the_former_and_the_new_name_are_counted() -> None:
    step = change({"sendoff::server_name": "www.example.net"}, applied())
    assert wanted(step).domains == ("web1.example.net", "www.example.net")
    assert counted("recipient-domain-moves", step, (kind(AT_DOMAINS), 4), (kind(), 3)).deliveries == 4


def test_a_replay_has_all_answers_and_finds_a_consequences_count() -> None:
    step = change({"postfix::message_size_limit": 1000}, applied())
    found = replay(step, Traffic(0, 1, {kind(OVER_LIMIT): 3, kind(): 4}), {})
    assert isinstance(found, Replay)
    assert found.traffic.deliveries == 7
    by_rule = found.of("size-limit-tiny")
    assert by_rule is not None
    assert by_rule.deliveries == 3
    assert found.of("monitoring-off") is None
