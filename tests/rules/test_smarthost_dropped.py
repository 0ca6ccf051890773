from __future__ import annotations

from .build import applied, bare, change, machine, only, points_at, quiet

RULE = "smarthost-dropped"


def test_warns_when_the_documents_smarthost_goes() -> None:
    found = only(RULE, change({"postfix::relayhost": ""}, applied({"postfix::relayhost": "[smtp.example.net]:587"})))
    assert found.level == "warn"
    assert "[smtp.example.net]:587" in found.text
    assert points_at(found, "postfix::relayhost")


def test_warns_of_the_administrators_too() -> None:
    found = only(RULE, change({}, machine("relayhost = [smtp.example.net]\n")))
    assert found.place is None


def test_is_quiet_when_there_was_none_or_another_comes() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({}, bare()))
    assert quiet(RULE, change({"postfix::relayhost": "[b.example.net]"}, machine("relayhost = [a.example.net]\n")))
