from __future__ import annotations

from sendoff.change.facts import Ask, FileFacts

from .build import applied, change, only, points_at, quiet

RULE = "on-block-unattended"
KEY = "sendoff::on_block"
DOCUMENT: dict[str, object] = {KEY: {"microsoft": "slow"}}
ASK = Ask("file", "/etc/systemd/system/sendoff-on-block.path")


def test_says_that_nothing_switches_here() -> None:
    found = only(RULE, change(DOCUMENT), {ASK: FileFacts(exists=False)})
    assert (found.level, points_at(found, KEY)) == ("note", True)
    assert "watch --install" in found.mend


def test_is_quiet_where_the_units_are_or_could_not_be_looked_for() -> None:
    assert quiet(RULE, change(DOCUMENT), {ASK: FileFacts(exists=True, mode=0o644)})
    assert quiet(RULE, change(DOCUMENT))


def test_asks_only_when_the_key_is_set() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change(DOCUMENT, applied(DOCUMENT)))
    assert quiet(RULE, change({}, applied(DOCUMENT)))
    assert quiet(RULE, change({**DOCUMENT, "postfix::relayhost": "[smtp.example.net]"}))
