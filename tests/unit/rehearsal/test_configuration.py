"""Where the routes of a configuration lead is read as Postfix reads it."""

from __future__ import annotations

import pytest
from tests.unit.rehearsal.scenes import MASTER_CF, configuration

from sendoff.rehearsal.configuration import next_hop, references, routes


def hops(*lines: str, master: str = MASTER_CF, **tables: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    found = routes(configuration(*lines, master=master, **tables))
    return [(each.hop.text, each.role, each.domain, each.implicit_tls) for each in found]


def test_the_smarthost_the_fallbacks_and_the_tables_of_the_administrator_are_found() -> None:
    assert hops(
        "relayhost = [smtp.example.net]:submission", "smtp_fallback_relay = [a.example.org], b.example.org",
        "transport_maps = hash:/transport", "sender_dependent_relayhost_maps = hash:/senders",
        transport={"example.com": "smtp:[10.0.0.5]:2525", "x.example.com": "smtp:", "y.example.com": "discard:"},
        senders={"@example.org": "[out.example.org]"},
    ) == [
        ("[smtp.example.net]:587", "smarthost", "", False),
        ("[a.example.org]", "fallback", "", False),
        ("b.example.org", "fallback", "", False),
        ("[10.0.0.5]:2525", "route", "example.com", False),
        ("[out.example.org]", "route", "@example.org", False),
    ]  # fmt: skip


def test_options_of_master_cf_and_names_of_names_count() -> None:
    master = MASTER_CF + "slow unix - - y - - smtp\n  -o smtp_fallback_relay=[f.example.net]\n"
    lines = ("mine = example.net", "relayhost = [smtp.$mine]", "default_transport = slow")
    assert hops(*lines, master=master) == [
        ("[smtp.example.net]", "smarthost", "", False), ("[f.example.net]", "fallback", "", False),
    ]  # fmt: skip


def test_a_transport_that_starts_with_tls_is_known() -> None:
    master = MASTER_CF + "tls unix - - y - - smtp\n  -o smtp_tls_wrappermode=$wrapped\n"
    lines = ("wrapped = yes", "relayhost = [smtp.example.net]:4650", "default_transport = tls")
    assert hops(*lines, master=master) == [("[smtp.example.net]:4650", "smarthost", "", True)]


@pytest.mark.parametrize(("value", "found"), [
    ("", []),
    ("hash:/a, proxy:mysql:/b", ["hash:/a", "proxy:mysql:/b"]),
    ("inline:{ example.com=smtp:[10.0.0.1], b=c } hash:/a", ["inline:{ example.com=smtp:[10.0.0.1], b=c }", "hash:/a"]),
])  # fmt: skip
def test_tables_are_told_apart(value: str, found: list[str]) -> None:
    assert references(value) == found


@pytest.mark.parametrize("text", ["", "$x", "a b c d", "[a", "/etc/relays"])
def test_what_is_no_next_hop_is_none(text: str) -> None:
    assert next_hop(text) is None


def test_a_configuration_shows_no_table() -> None:
    assert "secret" not in repr(configuration(logins={"x": "user:secret"}))
