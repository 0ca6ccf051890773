from __future__ import annotations

from sendoff.change.facts import Unknown

from .build import answering, change, hop, machine, only, points_at, quiet

KEY = "postfix::relayhost"
RULE = "smarthost-is-inbound"


def test_notes_which_hosts_a_domain_stands_for() -> None:
    answer = answering(hosts=("mx1.example.net", "mx2.example.net"))
    found = only(RULE, change({KEY: "example.net"}), {hop("example.net"): answer})
    assert found.level == "note"
    assert "mx1.example.net, mx2.example.net" in found.text
    assert "[mx1.example.net]" in found.mend
    assert points_at(found, KEY)


def test_notes_a_domain_without_mx() -> None:
    found = only(RULE, change({KEY: "example.net"}), {hop("example.net"): answering(hosts=("example.net",))})
    assert "no MX record" in found.text


def test_is_quiet_when_the_hosts_are_not_known() -> None:
    assert quiet(RULE, change({KEY: "example.net"}), {hop("example.net"): Unknown("no resolver")})


def test_asks_nothing_about_a_host_in_brackets_or_without_a_change() -> None:
    assert quiet(RULE, change({KEY: "[smtp.example.net]"}))
    assert quiet(RULE, change({KEY: "example.net"}, machine("relayhost = example.net\n")))
