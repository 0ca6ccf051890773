from __future__ import annotations

import pytest

from .build import MASTER, bare, change, machine, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "service-binds-itself"


@pytest.mark.parametrize("entry", ["127.0.0.1:smtp", "[::1]:25", "0.0.0.0:smtp"])
def test_warns_of_a_service_with_an_address(entry: str) -> None:
    found = only(RULE, change({KEY: "all"}, machine("", MASTER.replace("smtp      inet", f"{entry} inet"))))
    assert found.level == "warn"
    assert entry in found.text
    assert points_at(found, KEY)


def test_warns_where_nothing_listens() -> None:
    master = MASTER.replace("smtp      inet", "#smtp      inet")
    assert 'no service "smtp inet"' in only(RULE, change({KEY: "127.0.0.1"}, machine("", master))).text


def test_is_quiet_about_debians_entry_and_other_ports() -> None:
    more = MASTER + "127.0.0.1:10025 inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n"
    assert quiet(RULE, change({KEY: "127.0.0.1"}))
    assert quiet(RULE, change({KEY: "127.0.0.1"}, machine("", more)))
    assert quiet(RULE, change({KEY: "127.0.0.1"}, machine("", MASTER.replace("smtp      inet", "25 inet"))))


def test_is_quiet_on_a_bare_machine() -> None:
    assert quiet(RULE, change({KEY: "127.0.0.1"}, bare()))
