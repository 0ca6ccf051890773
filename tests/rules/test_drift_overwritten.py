from __future__ import annotations

from .build import DEBIAN, applied, change, machine, only, quiet

RULE = "drift-overwritten"


def test_warns_of_changes_by_hand() -> None:
    before = applied()
    drifted = applied(main_cf=DEBIAN)
    assert before.main_cf is not None
    edited = before.main_cf.replace("message_size_limit = 25600000", "message_size_limit = 50000000")
    step = change({}, machine(edited, drifted.master_cf, current=before.current))
    found = only(RULE, step)
    assert found.level == "warn"
    assert "message_size_limit (was 50000000)" in found.text


def test_warns_of_a_line_taken_out() -> None:
    before = applied()
    assert before.main_cf is not None
    edited = before.main_cf.replace("smtputf8_enable = yes\n", "")
    assert "smtputf8_enable" in only(RULE, change({}, machine(edited, before.master_cf, current=before.current))).text


def test_is_quiet_about_a_changed_document_and_a_first_apply() -> None:
    assert quiet(RULE, change({"postfix::message_size_limit": 50000000}, applied()))
    assert quiet(RULE, change({}))
