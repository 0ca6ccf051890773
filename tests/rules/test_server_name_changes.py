from __future__ import annotations

from .build import bare, change, machine, only, points_at, quiet

KEY = "sendoff::server_name"
RULE = "server-name-changes"


def test_warns_of_another_name() -> None:
    found = only(RULE, change({KEY: "mail.example.net"}))
    assert found.level == "warn"
    assert "mail.example.net instead of web1.example.net" in found.text
    assert points_at(found, KEY)


def test_compares_with_the_machines_name_where_main_cf_has_none() -> None:
    only(RULE, change({KEY: "mail.example.net"}, machine("")))
    assert quiet(RULE, change({}, machine("")))


def test_is_quiet_about_the_same_name_and_a_bare_machine() -> None:
    assert quiet(RULE, change({KEY: "WEB1.example.net"}))
    assert quiet(RULE, change({KEY: "mail.example.net"}, bare()))


def test_is_quiet_where_the_old_name_is_not_written_out() -> None:
    assert quiet(RULE, change({}, machine("myhostname = web1.$mydomain\n")))
