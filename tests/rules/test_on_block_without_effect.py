from __future__ import annotations

from .build import applied, change, only, points_at, quiet

RULE = "on-block-without-effect"
KEY = "sendoff::on_block"
ALONE: dict[str, object] = {KEY: {"microsoft": "[relay.example.net]:587"}}
BESIDE: dict[str, object] = {**ALONE, "postfix::relayhost": "[smtp.example.net]:587"}


def test_warns_beside_a_smarthost() -> None:
    found = only(RULE, change(BESIDE))
    assert (found.level, points_at(found, KEY)) == ("warn", True)
    assert "[smtp.example.net]:587" in found.text


def test_warns_when_the_smarthost_comes_later() -> None:
    assert only(RULE, change(BESIDE, applied(ALONE)))


def test_is_quiet_without_a_smarthost_and_without_a_change() -> None:
    assert quiet(RULE, change(ALONE))
    assert quiet(RULE, change(BESIDE, applied(BESIDE)))
    assert quiet(RULE, change({"postfix::relayhost": "[smtp.example.net]:587"}))
