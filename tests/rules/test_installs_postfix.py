from __future__ import annotations

from .build import bare, change, only, quiet


def test_notes_the_installation() -> None:
    assert only("installs-postfix", change({}, bare())).level == "note"


def test_is_quiet_where_it_is_installed() -> None:
    assert quiet("installs-postfix", change({}))
