from __future__ import annotations

from sendoff.change.facts import Ask, LocalFacts

from .build import applied, bare, change, machine, only, points_at, quiet

KEY = "postfix::inet_interfaces"
RULE = "listens-to-the-world"
CLOSED = "inet_interfaces = loopback-only\n"


def test_warns_of_all_addresses() -> None:
    found = only(RULE, change({KEY: "all"}, machine(CLOSED)))
    assert found.level == "warn"
    assert "every address" in found.text
    assert points_at(found, KEY)


def test_warns_on_a_bare_machine() -> None:
    assert only(RULE, change({KEY: "all"}, bare())).level == "warn"


def test_warns_of_a_public_address_and_notes_a_private_one() -> None:
    assert only(RULE, change({KEY: "127.0.0.1 192.0.2.5"}, machine(CLOSED))).level == "warn"
    found = only(RULE, change({KEY: "127.0.0.1 10.0.0.5"}, machine(CLOSED)))
    assert found.level == "note"
    assert "10.0.0.5" in found.text


def test_speaks_of_the_new_address_only() -> None:
    before = applied({KEY: "127.0.0.1 192.0.2.5"})
    found = only(RULE, change({KEY: "127.0.0.1 192.0.2.5 192.0.2.6"}, before))
    assert "192.0.2.6" in found.text
    assert "192.0.2.5" not in found.text


def test_looks_names_up() -> None:
    document = {KEY: "mail.example.net"}
    local = Ask("local", "mail.example.net")
    assert (
        "2001:db8::5" in only(RULE, change(document, machine(CLOSED)), {local: LocalFacts(("2001:db8::5",), ())}).text
    )
    assert quiet(RULE, change(document, machine(CLOSED)), {local: LocalFacts(("::1",), ())})


def test_is_quiet_where_it_was_open_before() -> None:
    assert quiet(RULE, change({KEY: "all"}))
    assert quiet(RULE, change({KEY: "all"}, machine("myhostname = web1.example.net\n")))
    assert quiet(RULE, change({KEY: "192.0.2.5"}))


def test_is_quiet_about_loopback() -> None:
    assert quiet(RULE, change({}))
    assert quiet(RULE, change({KEY: "127.0.0.1 ::1"}, bare()))
