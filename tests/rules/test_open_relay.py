from __future__ import annotations

import pytest

from sendoff.change.facts import Ask, LocalFacts, Unknown

from .build import applied, change, only, points_at, quiet

KEY = "postfix::mynetworks"


@pytest.mark.parametrize(
    "networks",
    [
        "0.0.0.0/0",
        "127.0.0.0/8 [::1]/128 [::]/0",
        "0.0.0.0/1 128.0.0.0/1",
        "0.0.0.0/2 64.0.0.0/2 128.0.0.0/2 192.0.0.0/2",
        "127.0.0.0/8 64.0.0.0/3",
        "[2000::]/3",
        "[::]/1 [8000::]/1",
    ],
)
def test_refuses_the_internet_in_one_entry_or_in_parts(networks: str) -> None:
    found = only("open-relay", change({KEY: networks, "postfix::inet_interfaces": "all"}))
    assert found.level == "refuse"
    assert "open relay" in found.text
    assert points_at(found, KEY)


def test_names_the_entry_to_blame_and_not_the_others() -> None:
    found = only("open-relay", change({KEY: "127.0.0.0/8 0.0.0.0/0 192.0.2.0/24", "postfix::inet_interfaces": "all"}))
    assert "0.0.0.0/0 is trusted" in found.text
    assert "192.0.2.0" not in found.text


def test_refuses_it_behind_loopback_too_and_says_why() -> None:
    found = only("open-relay", change({KEY: "0.0.0.0/0"}))
    assert found.level == "refuse"
    assert "as soon as" in found.text


def test_refuses_opening_the_interfaces_of_what_was_accepted_before() -> None:
    before = applied({KEY: "0.0.0.0/0"})
    assert only("open-relay", change({KEY: "0.0.0.0/0", "postfix::inet_interfaces": "all"}, before)).level == "refuse"


def test_a_name_that_cannot_be_looked_up_counts_as_outside() -> None:
    document = {KEY: "0.0.0.0/0", "postfix::inet_interfaces": "mail.example.net"}
    local = Ask("local", "mail.example.net")
    assert "Whoever can connect" in only("open-relay", change(document), {local: Unknown("no answer")}).text
    facts = LocalFacts(("127.0.0.1",), ())
    assert "as soon as" in only("open-relay", change(document), {local: facts}).text


@pytest.mark.parametrize(
    "networks",
    [
        "127.0.0.0/8 [::1]/128",
        "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
        "198.51.0.0/16",
        "127.0.0.0/8 [2001:db8::]/32 [fc00::]/7 [fe80::]/10",
    ],
)
def test_is_quiet_about_bounded_networks(networks: str) -> None:
    assert quiet("open-relay", change({KEY: networks, "postfix::inet_interfaces": "all"}))


def test_is_quiet_when_the_change_is_about_something_else() -> None:
    before = applied({KEY: "0.0.0.0/0"})
    assert quiet("open-relay", change({KEY: "0.0.0.0/0", "postfix::message_size_limit": 30000000}, before))
