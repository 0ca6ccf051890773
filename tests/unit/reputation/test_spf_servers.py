from __future__ import annotations

from sendoff.reputation.spf.servers import Sources, sending

NAME = "web1.example.net"


def test_another_machines_addresses_are_those_of_its_name() -> None:
    assert sending(NAME, ["192.0.2.1"], None) == (("192.0.2.1",), ())


def test_an_address_that_mail_leaves_from_and_the_name_lacks_is_checked_too() -> None:
    addresses, notes = sending(NAME, ["8.8.4.1"], Sources(("8.8.4.1", "2a00:1450::9"), ()))
    assert addresses == ("8.8.4.1", "2a00:1450::9")
    assert notes == ("mail leaves from 2a00:1450::9, which is not an address of web1.example.net",)


def test_behind_nat_nothing_is_claimed() -> None:
    addresses, notes = sending(NAME, ["8.8.4.1"], Sources(("192.168.1.5",), ()))
    assert addresses == ("8.8.4.1",)
    assert "not known from inside" in notes[0]


def test_what_postfix_is_bound_to_counts_before_what_the_kernel_prefers() -> None:
    addresses, _ = sending(NAME, ["8.8.4.1"], Sources(("8.8.4.9",), ("8.8.4.2",)))
    assert addresses == ("8.8.4.1", "8.8.4.2")


def test_a_private_address_of_a_version_that_the_name_lacks_says_nothing() -> None:
    assert sending(NAME, ["8.8.4.1"], Sources(("8.8.4.1", "fd00::5"), ())) == (("8.8.4.1",), ())
