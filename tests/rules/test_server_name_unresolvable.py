from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, NameFacts, Unknown

from .build import applied, bare, change, only, quiet

RULE = "server-name-unresolvable"
NAME = Ask("name", "web1.example.net")
SMARTHOST = {"postfix::relayhost": "[smtp.example.net]"}


def test_warns_of_a_name_without_an_address() -> None:
    found = only(RULE, change({}, bare()), {NAME: NameFacts()})
    assert found.level == "warn"
    assert "root@web1.example.net" in found.text


def test_warns_behind_a_smarthost_too() -> None:
    only(RULE, change(SMARTHOST, bare()), {NAME: NameFacts()})


@pytest.mark.parametrize("facts", [NameFacts(("192.0.2.5",)), NameFacts(mail_hosts=("mx.example.net",))])
def test_is_quiet_about_a_known_name(facts: NameFacts) -> None:
    assert quiet(RULE, change({}, bare()), {NAME: facts})


def test_is_quiet_when_the_dns_could_not_be_asked() -> None:
    assert quiet(RULE, change({}, bare()), {NAME: Unknown("no resolver")})


def test_is_quiet_when_no_receiver_sees_the_name() -> None:
    document = {**SMARTHOST, "postfix::envelope_from": "web@example.com"}
    assert quiet(RULE, change(document, bare()), {NAME: NameFacts()})


def test_asks_nothing_about_a_single_word_or_without_a_change() -> None:
    assert quiet(RULE, change({}, bare(host_name="web1")))
    assert quiet(RULE, change({"postfix::monitoring": False}, applied()))
