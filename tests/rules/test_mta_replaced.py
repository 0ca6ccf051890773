from __future__ import annotations

from .build import bare, change, machine, only, quiet


def test_refuses_to_remove_another_mail_server() -> None:
    found = only("mta-replaced", change({}, bare(other_mta="exim4-daemon-light")))
    assert found.level == "refuse"
    assert "exim4-daemon-light" in found.text
    assert "--accept mta-replaced" in found.mend


def test_is_quiet_without_one_or_where_postfix_is_installed() -> None:
    assert quiet("mta-replaced", change({}, bare()))
    assert quiet("mta-replaced", change({}, machine(other_mta="exim4-daemon-light")))
