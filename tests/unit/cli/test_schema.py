"""The schema never contradicts the parser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sendoff.cli import main
from sendoff.config.document import parse
from sendoff.config.keys import KEYS, PUBLIC
from sendoff.config.problems import InvalidInput
from sendoff.config.schema import schema
from sendoff.config.settings import build, defaults
from sendoff.config.writing import default, document

VALIDATOR = Draft202012Validator(schema())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    | st.sampled_from(["", "yes", "no", "secure", "may", " 25 ", "example.net", "[192.0.2.1]:587", "10.0.0.0/8", "all",
                       "/etc/ssl/a.pem", "a@example.net", "hash:/etc/a", "example.net user:password"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["example.net", "[::1]", ""]), inner, max_size=2),
    max_leaves=5,
)  # fmt: skip
NAMES = st.sampled_from(
    [*KEYS, "nftables::rules", "$schema", "postfix::relay_host", "sendoff::x", "postfix:relayhost", ""]
)


def accepted(made: dict[str, Any]) -> bool:
    try:
        build([parse("d.json", json.dumps(made).encode(), PUBLIC)])
    except InvalidInput:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_what_the_parser_accepts_is_valid(made: dict[str, Any]) -> None:
    if accepted(made):
        VALIDATOR.validate(made)


@given(st.sampled_from([*KEYS]), VALUES)
def test_what_the_parser_accepts_of_one_key_is_valid(name: str, value: Any) -> None:
    pair = {"postfix::smtpd_tls_cert_file": "/a", "postfix::smtpd_tls_key_file": "/a"}
    made = {**(pair if name in pair and value else {}), name: value}
    if accepted(made):
        VALIDATOR.validate(made)


@pytest.mark.parametrize(
    "made",
    [
        {"postfix::relay_host": "example.net"},
        {"sendoff::relayhost": "example.net"},
        {"postfix::relayhost": 25},
        {"postfix::mynetworks": {"a": 1}},
        {"postfix::mynetworks": [1]},
        {"postfix::monitoring": "true"},
        {"postfix::smtputf8_enable": "on"},
        {"postfix::message_size_limit": "25MB"},
        {"postfix::message_size_limit": -1},
        {"postfix::smtp_sasl_password_maps": {"example.net": 1}},
        {"sendoff::smarthost_tls": "none"},
        {"postfix::smtpd_tls_cert_file": "/etc/a.pem"},
        {"postfix::smtpd_tls_key_file": "/etc/a.key"},
        [],
    ],
)
def test_what_is_not_valid_is_refused_by_both(made: Any) -> None:
    assert not VALIDATOR.is_valid(made)
    assert not accepted(made)


@pytest.mark.parametrize(
    "made",
    [
        {},
        {"$schema": "./server.schema.json", "nftables::rules": [1, {"a": None}]},
        {"postfix::smtpd_tls_cert_file": ""},
        {"postfix::smtpd_tls_cert_file": "/a.pem", "postfix::smtpd_tls_key_file": "/a.key"},
    ],
)
def test_what_is_valid_is_taken_by_both(made: Any) -> None:
    VALIDATOR.validate(made)
    assert accepted(made)


@pytest.mark.parametrize("name", KEYS)
def test_defaults_and_examples_are_valid(name: str) -> None:
    other = {"postfix::smtpd_tls_cert_file": "postfix::smtpd_tls_key_file"}
    pair = {**other, **{value: key for key, value in other.items()}}
    for value in (default(name), KEYS[name].example):
        made = {name: value, **({pair[name]: value} if name in pair else {})}
        VALIDATOR.validate(made)
        assert accepted(made)


def test_the_default_written_out_is_the_default() -> None:
    assert document(defaults()) == {}
    assert build([parse("d.json", json.dumps({name: default(name) for name in KEYS}).encode(), PUBLIC)]) == defaults()


@pytest.mark.parametrize("arguments", [["schema"], ["schema", "--json"]])
def test_the_command_prints_the_schema(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == schema()
