from __future__ import annotations

from sendoff.change.facts import Ask, NameFacts, Unknown

from .build import bare, change, only, quiet

RULE = "server-name-reverse"
NAME = Ask("name", "web1.example.net")


def test_warns_of_another_name_in_the_reverse_dns() -> None:
    facts = NameFacts(("192.0.2.5", "2001:db8::5"), reverse={"192.0.2.5": ("web1.example.net",), "2001:db8::5": ()})
    found = only(RULE, change({}, bare()), {NAME: facts})
    assert found.level == "warn"
    assert "2001:db8::5 (none)" in found.text
    assert "192.0.2.5" not in found.text


def test_is_quiet_when_they_agree() -> None:
    facts = NameFacts(("192.0.2.5",), reverse={"192.0.2.5": ("a.example.net", "web1.example.net")})
    assert quiet(RULE, change({}, bare()), {NAME: facts})


def test_is_quiet_where_the_reverse_dns_could_not_be_asked() -> None:
    assert quiet(RULE, change({}, bare()), {NAME: NameFacts(("192.0.2.5",))})
    assert quiet(RULE, change({}, bare()), {NAME: Unknown("no resolver")})


def test_asks_nothing_behind_a_smarthost() -> None:
    assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]"}, bare()))
