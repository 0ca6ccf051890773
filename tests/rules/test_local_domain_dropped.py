from __future__ import annotations

from .build import change, machine, only, quiet

RULE = "local-domain-dropped"


def test_warns_of_a_domain_that_was_local() -> None:
    before = machine("mydestination = $myhostname, example.com, localhost\n")
    found = only(RULE, change({}, before))
    assert found.level == "warn"
    assert found.text.startswith("Mail for example.com is no longer")


def test_is_quiet_about_the_hosts_own_names() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({}, machine("mydestination = web1, localhost.localdomain, localhost, $mydomain\n")))
    assert quiet(RULE, change({}, machine("")))
