"""A few of the wrong changes of docs/wrong-changes.md, so that the set and what notices it stay as they are told."""

from __future__ import annotations

import pytest
from benchmarks.wrong_changes import Change, changes, noticed

EVERY = {change.name: change for change in changes()}
FEW = {
    "fallback-wants-a-login": "rehearsal",
    "smtpd-with-networks-of-its-own": "rehearsal",
    "network-too-narrow": "replay",
}


def change(name: str) -> Change:
    return EVERY[name]


def test_the_set_has_fifty_and_each_is_wrong_for_a_reason() -> None:
    fifty = 50
    assert len(EVERY) >= fifty
    assert len(EVERY) == len(changes())
    assert all(each.why.endswith(".") and each.before != each.after for each in EVERY.values())


@pytest.mark.lab
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "by"), FEW.items())
def test_a_wrong_change_is_noticed_as_it_is_told(name: str, by: str) -> None:
    found = noticed(change(name))
    assert (found.static, found.by) == ((), by), found.said
