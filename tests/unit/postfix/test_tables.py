"""The tables, and the parameters that name them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import Settings, build
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.postfix.parameters import parameters
from sendoff.postfix.tables import Table, best_type, tables, tls_policy

MAPS = "postfix::smtp_sasl_password_maps"


def read(**keys: Any) -> Settings:
    names = {"maps": MAPS, "relayhost": "postfix::relayhost", "fallback": "postfix::smtp_fallback_relay"}
    names |= {"tls": "sendoff::smarthost_tls", "envelope_from": "postfix::envelope_from"}
    return build([parse("f", json.dumps({names[key]: value for key, value in keys.items()}).encode())])


def by_name(settings: Settings) -> dict[str, Table]:
    return {table.name: table for table in tables(settings, {"hash", "regexp"})}


@pytest.mark.parametrize(
    ("types", "best"),
    [({"hash", "lmdb", "cdb"}, "cdb"), ({"hash", "lmdb"}, "lmdb"), ({"hash"}, "hash"), ({"regexp"}, "texthash")],
)
def test_best_type_that_this_postfix_has_is_used(types: set[str], best: str) -> None:
    assert best_type(types) == best


def test_no_table_without_a_need() -> None:
    assert tables(read(relayhost="example.net"), {"hash"}) == ()


def test_credentials_are_one_line_for_each_next_hop_and_secret() -> None:
    table = by_name(read(maps={"[a.example]:587": "user:pa ss", "b.example": "x:#y"}))["credentials"]
    assert table.text == "[a.example]:587 user:pa ss\nb.example x:#y\n"
    assert (table.secret, table.mode, table.reference("/f")) == (True, 0o600, "hash:/f/credentials")


def test_password_shows_neither_in_the_printed_table_nor_in_its_representation() -> None:
    table = by_name(read(maps={"[a.example]:587": "user:hun:ter2 x"}))["credentials"]
    assert table.shown() == "[a.example]:587 user:********\n"
    assert "ter2" not in repr(table)


def test_every_next_hop_with_credentials_requires_verified_tls() -> None:
    settings = read(relayhost="[a.example]:587", maps={"a.example": "u:p", "[other.example]": "u:p"})
    assert tls_policy(settings) == {"[a.example]:587": "secure", "a.example": "secure", "[other.example]": "secure"}


def test_next_hop_without_credentials_has_no_policy() -> None:
    settings = read(relayhost="[a.example]", fallback="[b.example]", maps={"[b.example]": "u:p"})
    assert tls_policy(settings) == {"[b.example]": "secure"}


def test_foreign_table_may_hold_credentials_for_every_next_hop() -> None:
    settings = read(relayhost="[a.example]", fallback="[b.example]", maps="hash:/etc/postfix/sasl")
    assert tls_policy(settings) == {"[a.example]": "secure", "[b.example]": "secure"}
    assert set(by_name(settings)) == {"tls_policy"}


def test_policy_is_relaxed_by_name() -> None:
    assert tls_policy(read(maps={"[a.example]": "u:p"}, tls="encrypt")) == {"[a.example]": "encrypt"}
    assert tls_policy(read(maps={"[a.example]": "u:p"}, tls="may")) == {}


@pytest.mark.parametrize(
    ("level", "clear", "unverified", "verified"),
    [("secure", False, False, True), ("encrypt", False, True, True), ("may", True, True, True)],
)
def test_plain_mechanisms_only_where_the_connection_is_safe_enough(
    level: str, clear: bool, unverified: bool, verified: bool
) -> None:
    settings = read(maps={"[a.example]": "u:p"}, tls=level)
    found = parameters(settings, "h.example", (), "", logs_itself=False)
    names = ("security_options", "tls_security_options", "tls_verified_security_options")
    allowed = tuple("noplaintext" not in found[f"smtp_sasl_{name}"] for name in names)
    assert allowed == (clear, unverified, verified)


def test_implicit_tls_goes_by_a_transport_of_its_own_without_a_next_hop() -> None:
    found = parameters(read(relayhost="[a.example]:465"), "h.example", (), "", logs_itself=False)
    assert (found["default_transport"], found["sendoff_relay_wrappermode"]) == ("sendoff-relay", "yes")
    found = parameters(read(relayhost="[a.example]:587"), "h.example", (), "", logs_itself=False)
    assert (found["default_transport"], found["sendoff_relay_wrappermode"]) == ("smtp", "no")


def test_pattern_of_the_envelope_sender_needs_an_at_and_so_spares_the_null_sender() -> None:
    pattern, replacement = by_name(read(envelope_from="a@example.net"))["envelope_sender"].text.split()
    regexp = re.compile(pattern.strip("/"))
    assert replacement == "a@example.net"
    assert regexp.search("www-data@web1.example.net")
    assert not regexp.search('""')
    assert not regexp.search("")


def test_dollar_in_an_address_is_doubled_for_the_regexp_table() -> None:
    settings = read()._replace(envelope_from=EnvelopeAddress("a$1", "example.net"))
    assert by_name(settings)["envelope_sender"].text == "/.+@.+/ a$$1@example.net\n"


def test_log_file_only_on_a_machine_without_a_log() -> None:
    assert "maillog_file" not in parameters(read(), "h.example", (), "", logs_itself=False)
    assert parameters(read(), "h.example", (), "", logs_itself=True)["maillog_file"] == "/var/log/mail.log"
