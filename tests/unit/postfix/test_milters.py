"""Milters are shared: whatever the administrator set goes on working, comes first, and comes back as it was."""

from __future__ import annotations

import json
import re

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import Settings, build
from sendoff.postfix import main_cf
from sendoff.postfix.compiled import Build, Surroundings, compile_settings
from sendoff.postfix.milters import OTHERS, SHARED, SMTPD, SOCKET, given_back, is_signed, own
from sendoff.postfix.opendkim import configuration, tables

SIGNED: dict[str, object] = {"sendoff::dkim": {"example.org": ["s2", "s1"], "example.net": "k"}}
THEIRS = {
    "nothing": "biff = no\n",
    "one for smtpd": "smtpd_milters = inet:127.0.0.1:8891\n",
    "the same for both": "smtpd_milters = inet:127.0.0.1:8891\nnon_smtpd_milters = $smtpd_milters\n",
    "the same for both, braces": "smtpd_milters = unix:/a\nnon_smtpd_milters = ${smtpd_milters}, unix:/b\n",
    "the same, the other way": "non_smtpd_milters = unix:/a\nsmtpd_milters = $non_smtpd_milters\n",
    "the same by a third name": "mine = $smtpd_milters\nsmtpd_milters = unix:/a\nnon_smtpd_milters = $mine\n",
    "both by a third name": "mine = unix:/a\nsmtpd_milters = $mine\nnon_smtpd_milters = $mine\n",
    "each its own": "smtpd_milters = unix:/a,\n  unix:/b\nnon_smtpd_milters = { unix:/c, default_action=accept }\n",
    "said to be empty": "smtpd_milters =\nnon_smtpd_milters =\n",
}


def settings(document: dict[str, object]) -> Settings:
    return build([parse("f", json.dumps(document).encode())])


def compiled(text: str, document: dict[str, object]) -> str:
    around = Surroundings(Build("3.7.11", frozenset({"hash"})), "web1.example.net", True, text, "")
    return compile_settings(settings(document), around, "/etc/postfix/sendoff/7").main_cf


def effective(text: str) -> dict[str, str]:
    """Return each list as Postfix reads it; a list that takes in itself is cut there."""
    values = dict.fromkeys(SHARED, "") | main_cf.values(text)

    def expanded(value: str, depth: int = 0) -> str:
        return re.sub(r"\$[{(]?(\w+)[})]?", lambda m: expanded(values[m[1]], depth + 1) if depth < 5 else "", value)

    return {name: " ".join(expanded(values[name]).replace(",", " ").split()) for name in SHARED}


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_each_way_of_mail_is_signed_once_and_theirs_come_first(theirs: str) -> None:
    before, after = effective(theirs), effective(compiled(theirs, SIGNED))
    for name in SHARED:
        assert after[name].count(SOCKET) == 1, name
        # A list that took in the other one has ours where the other one ends.
        rest = re.sub(r" *\{ unix:sendoff-dkim[^}]*\}", "", after[name]).strip()
        assert rest == before[name]
    assert after[SMTPD].endswith("}") or "$" in theirs


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_a_second_time_changes_nothing_and_off_again_theirs_are_back(theirs: str) -> None:
    once = compiled(theirs, SIGNED)
    assert compiled(once, SIGNED) == once
    off = compiled(once, {})
    assert effective(off) == effective(theirs)
    assert not is_signed(main_cf.values(off))
    assert SOCKET not in off


def test_a_block_without_its_end_gives_theirs_back_too() -> None:
    torn = compiled(THEIRS["one for smtpd"], SIGNED).replace(main_cf.END + "\n", "")
    assert own(torn) == {SMTPD: "inet:127.0.0.1:8891"}
    assert effective(compiled(torn, {}))[SMTPD] == "inet:127.0.0.1:8891"


def test_a_text_without_the_signer_stays_as_it_is() -> None:
    text = "smtpd_milters=unix:/a # not a comment\n\n# mine\n"
    assert given_back(text) == text


def test_what_becomes_of_mail_without_the_signer_is_said_for_the_signer_alone() -> None:
    for when in ("tempfail", "accept"):
        values = main_cf.values(compiled("", {**SIGNED, "sendoff::dkim_when_down": when}))
        assert f"default_action={when}" in values[SMTPD]
        assert values[OTHERS] == values[SMTPD]
        assert "milter_default_action" not in values


def test_without_a_domain_there_is_neither_signer_nor_table() -> None:
    assert configuration(settings({}), "/f", "/q") == ""
    assert tables(settings({})) == {}
    assert not is_signed(main_cf.values(compiled("", {})))


def test_the_first_selector_signs_and_the_queue_directory_is_where_postfix_has_it() -> None:
    found = tables(settings(SIGNED))
    assert found["dkim_keys"].splitlines() == [
        "example.org example.org:s2:/var/lib/sendoff/dkim/example.org/s2.private",
        "example.net example.net:k:/var/lib/sendoff/dkim/example.net/k.private",
    ]
    assert found["dkim_signing"] == "*@example.org example.org\n*@example.net example.net\n"
    lines = configuration(settings(SIGNED), "/f", "/srv/queue").splitlines()
    assert "Socket local:/srv/queue/sendoff-dkim/socket" in lines
    assert "SigningTable refile:/f/dkim_signing" in lines


def test_mail_from_sendmail_is_signed_whoever_else_may_send() -> None:
    found = tables(settings({**SIGNED, "postfix::mynetworks": "[2001:db8::]/32"}))
    assert found["dkim_hosts"].split() == ["127.0.0.0/8", "::1/128", "2001:db8::/32"]


def test_a_domain_outside_ascii_is_found_in_both_spellings() -> None:
    found = tables(settings({"sendoff::dkim": {"xn--exmple-cua.org": "s1", "xn--a.example": "s1"}}))
    assert found["dkim_signing"].splitlines() == [
        "*@xn--exmple-cua.org xn--exmple-cua.org",
        "*@exämple.org xn--exmple-cua.org",
        "*@xn--a.example xn--a.example",
    ]
