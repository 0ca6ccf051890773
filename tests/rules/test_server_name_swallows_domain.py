from __future__ import annotations

from sendoff.change.facts import Ask, NameFacts, Unknown

from .build import applied, bare, change, only, points_at, quiet

KEY = "sendoff::server_name"
RULE = "server-name-swallows-domain"


def test_warns_when_others_take_the_names_mail() -> None:
    facts = NameFacts(("192.0.2.5",), mail_hosts=("mx1.example.net", "mx2.example.net"))
    found = only(RULE, change({KEY: "example.net"}), {Ask("name", "example.net"): facts})
    assert found.level == "warn"
    assert "instead of going to mx1.example.net" in found.text
    assert points_at(found, KEY)


def test_warns_of_a_bare_domain_that_could_not_be_asked() -> None:
    only(RULE, change({KEY: "example.net"}), {Ask("name", "example.net"): Unknown("no resolver")})


def test_warns_of_the_envelope_senders_domain() -> None:
    step = change({KEY: "example.net", "postfix::envelope_from": "web@example.net"})
    only(RULE, step, {Ask("name", "example.net"): NameFacts(("192.0.2.5",))})


def test_is_quiet_about_a_host_name() -> None:
    own = NameFacts(("192.0.2.5",), mail_hosts=("web1.example.net",))
    assert quiet(RULE, change({}, bare()), {Ask("name", "web1.example.net"): own})
    assert quiet(RULE, change({}, bare()), {Ask("name", "web1.example.net"): Unknown("no resolver")})
    assert quiet(RULE, change({KEY: "example.net"}), {Ask("name", "example.net"): NameFacts(("192.0.2.5",))})


def test_is_quiet_about_a_machine_without_a_domain() -> None:
    step = change({}, bare(host_name="web1.localdomain"))
    assert quiet(RULE, step, {Ask("name", "web1.localdomain"): Unknown("no resolver")})


def test_asks_nothing_when_the_name_stays() -> None:
    assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]"}, applied()))
