"""What of a document may be shown."""

from __future__ import annotations

import pytest

from sendoff.config.keys import KEYS
from sendoff.config.masking import masked_name, masked_value, printable, shown, shown_name, without_password
from sendoff.config.values.ledger import Ledger

SHOWN = (
    "example.net",
    "[smtp.example.net]:587",
    "smtp.example.net:submission",
    "[2001:db8::1]:587",
    "2001:db8::/32",
    "[::1]/128",
    "[::1/128]",
    "fe80::1%eth0",
    "127.0.0.0/8 [::1]/128, 192.0.2.0/24",
    "webserver@example.net",
    "hash:/etc/postfix/table",
    "[smtp.example.net:587]",
)
HIDDEN = (
    ("user:hunter2@smtp.example.net", "************@smtp.example.net"),
    ("[a.example.net], user:hunter2@b.example.net", "[a.example.net], ************@b.example.net"),
    ("user:with blank@host", "***************@host"),
    ("user:p@hunter2@host", "**************@host"),
    ("user:hunter2", "user:*******"),
    ("[smtp.example.net]:587:user:hunter2", "[smtp.example.net]:****************"),
    ("[smtp.example.net]:587 user:hunter2", "[smtp.example.net]:587 user:*******"),
    ("web@example.net:hunter2", "web@example.net:*******"),
    ("-----BEGIN PRIVATE KEY-----", "***************************"),
)


@pytest.mark.parametrize("text", SHOWN)
def test_what_public_values_look_like_is_shown(text: str) -> None:
    assert without_password(text) == text


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_what_looks_like_a_password_is_not_shown(text: str, expected: str) -> None:
    assert without_password(text) == expected


@pytest.mark.parametrize(("text", "expected"), HIDDEN)
def test_masked_value_keeps_its_length(text: str, expected: str) -> None:
    assert masked_value(f'["{text}"]') == f'["{expected}"]'


def test_objects_in_a_public_value_are_masked() -> None:
    assert masked_value('["a", {"password": "x"}]') == '["a", {"********": "*"}]'


def test_names_of_members_are_shown_and_their_values_are_not() -> None:
    assert masked_value('{"retention_days": 0, "addresses" : "x"}') == '{"retention_days": *, "addresses" : "*"}'
    assert masked_value('{"x": "addresses", "retention_day": 1}') == '{"*": "*********", "*************": *}'
    every = KEYS["sendoff::ledger"].schema["properties"]
    assert all(name in masked_value(f'{{"{name}": 1}}') for name in every)
    assert set(every) == set(Ledger._fields)


def test_string_with_unicode_escapes_is_masked_whole() -> None:
    assert masked_value(r'"user\u003ax"') == '"***********"'


def test_only_names_that_look_like_keys_are_shown() -> None:
    assert masked_name('"backup::token"') == '"backup::token"'
    assert masked_name('"hunter2"') == '"*******"'
    assert shown_name("postfix::relayhost user:x") == "postfix::relayhost*******"


def test_message_shows_what_stands_before_an_at_only_of_an_address() -> None:
    assert shown("web@example.net") == "***@example.net"
    assert shown("web@example.net", address=True) == "web@example.net"


def test_message_is_cut_and_escaped() -> None:
    assert shown("x" * 61) == "x" * 60 + "…"
    assert shown("a\x00\u202e\ud800") == r"a\x00\u202e\ud800"
    assert shown(" ") == shown("") == "an empty text"


def test_password_before_a_distant_at_is_not_shown_by_the_cut() -> None:
    assert "hunter2" not in shown(f"user:hunter2{'x' * 100}@host")


def test_printable_keeps_one_character_for_one() -> None:
    assert printable("a\tb\x1bc\ud800") == "a b\N{REPLACEMENT CHARACTER}c\N{REPLACEMENT CHARACTER}"
