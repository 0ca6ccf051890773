from __future__ import annotations

from sendoff.change.facts import Ask, TextFacts
from sendoff.change.plan import Transition
from sendoff.change.state import Signer

from .build import applied, change, findings, only, points_at, quiet

KEY = "sendoff::dkim"
RULE = "dkim-record-missing"
ONE: dict[str, object] = {KEY: {"example.org": "s1"}}
BOTH: dict[str, object] = {KEY: {"example.org": ["s1", "s2"]}}
S1, S2 = (Ask("txt", f"{name}._domainkey.example.org") for name in ("s1", "s2"))
RIGHT = TextFacts(("v=DKIM1; k=rsa; p=MIIB",))


def with_keys(document: dict[str, object], *names: str) -> Transition:
    keys = {f"example.org/{name}": "MIIB" for name in names}
    return change(document, applied({}, signer=Signer(None, False, keys)))


def test_warns_of_a_key_that_is_made_only_now() -> None:
    found = only(RULE, change({KEY: {"example.org": "s1"}}))
    assert found.level == "warn"
    assert "s1._domainkey.example.org is not published yet" in found.text
    assert points_at(found, KEY)


def test_a_key_that_does_not_sign_yet_is_only_noted() -> None:
    assert [each.level for each in findings(RULE, change(BOTH))] == ["warn", "note"]


def test_warns_of_a_record_that_is_missing_or_another() -> None:
    step = with_keys(BOTH, "s1", "s2")
    missing, other = findings(RULE, step, {S1: TextFacts(), S2: TextFacts(("v=DKIM1; p=MIIC",))})
    assert (missing.level, other.level) == ("warn", "note")
    assert "no TXT record" in missing.text
    assert "another key" in other.text


def test_is_quiet_where_the_right_record_is_published() -> None:
    assert quiet(RULE, with_keys(BOTH, "s1", "s2"), {S1: RIGHT, S2: RIGHT})


def test_says_so_when_the_dns_cannot_be_asked() -> None:
    found = only(RULE, with_keys(ONE, "s1"))
    assert (found.level, found.unknown) == ("note", "not answered")


def test_is_quiet_where_nothing_is_signed_and_where_nothing_of_it_changes() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({}, applied(BOTH)))
    same = applied(BOTH, signer=Signer("c", True, {"example.org/s1": "MIIB", "example.org/s2": "MIIB"}))
    assert quiet(RULE, change({**BOTH, "postfix::envelope_from": "a@example.net"}, same))
