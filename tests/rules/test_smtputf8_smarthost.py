from __future__ import annotations

from sendoff.change.facts import Unknown

from .build import answering, applied, change, hop, only, points_at, quiet

KEY = "postfix::smtputf8_enable"
RULE = "smtputf8-smarthost"
RELAY = {"postfix::relayhost": "[smtp.example.net]"}
HOP = hop("[smtp.example.net]")
WITHOUT = answering(capabilities={"SIZE": "0"})


def test_notes_a_smarthost_without_it() -> None:
    found = only(RULE, change({**RELAY, KEY: "yes"}), {HOP: WITHOUT})
    assert found.level == "note"
    assert points_at(found, KEY)


def test_refuses_an_envelope_sender_that_needs_it() -> None:
    found = only(RULE, change({**RELAY, "postfix::envelope_from": "jörg@example.com"}), {HOP: WITHOUT})
    assert found.level == "refuse"
    assert points_at(found, "postfix::envelope_from")


def test_asks_when_only_the_sender_changes() -> None:
    step = change({**RELAY, "postfix::envelope_from": "jörg@example.com"}, applied(RELAY))
    only(RULE, step, {HOP: WITHOUT})


def test_is_quiet_when_it_is_supported_or_not_known() -> None:
    assert quiet(RULE, change(RELAY), {HOP: answering()})
    assert quiet(RULE, change(RELAY), {HOP: Unknown("no answer")})


def test_asks_nothing_when_it_is_off() -> None:
    assert quiet(RULE, change({**RELAY, KEY: "no"}))
