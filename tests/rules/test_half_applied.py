from __future__ import annotations

from .build import change, machine, only, pending, quiet


def test_warns_of_an_apply_that_did_not_finish() -> None:
    found = only("half-applied", change({}, machine(pending=pending())))
    assert found.level == "warn"
    assert "2026-03-01T10:00:00Z (generation 7)" in found.text


def test_is_quiet_otherwise() -> None:
    assert quiet("half-applied", change({}))
