from __future__ import annotations

import pytest

from .build import applied, change, only, points_at, quiet

KEY = "sendoff::dkim_when_down"
RULE = "dkim-signer-down-holds-mail"
SIGNED = {"sendoff::dkim": {"example.org": "s1"}}


def test_notes_what_becomes_of_mail_without_the_signer() -> None:
    found = only(RULE, change({**SIGNED, KEY: "tempfail"}))
    assert found.level == "note"
    assert "451" in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("other", [word for word in ("tempfail", "accept") if word != "tempfail"])
def test_says_so_when_it_becomes_so(other: str) -> None:
    only(RULE, change({**SIGNED, KEY: "tempfail"}, applied({**SIGNED, KEY: other})))
    assert quiet(RULE, change({**SIGNED, KEY: other}))


def test_is_quiet_without_a_signer_and_where_nothing_of_it_changes() -> None:
    assert quiet(RULE, change({KEY: "tempfail"}))
    before = applied({**SIGNED, KEY: "tempfail"})
    assert quiet(RULE, change({**SIGNED, KEY: "tempfail", "postfix::envelope_from": "a@example.net"}, before))
