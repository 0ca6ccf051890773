from __future__ import annotations

import pytest

from sendoff.reputation.names import ascii_name, generic, is_private, reverse_name, same_address


@pytest.mark.parametrize(
    ("name", "ascii_"),
    [("Example.ORG.", "example.org"), ("bücher.example", "xn--bcher-kva.example"), ("a" * 70 + "é.example", None)],
)
def test_names_in_a_labels(name: str, ascii_: str | None) -> None:
    assert ascii_name(name) == (name if ascii_ is None else ascii_)


def test_addresses_are_compared_by_value() -> None:
    assert same_address("2001:db8::1", "2001:0DB8:0:0::0001")
    assert not same_address("192.0.2.1", "192.0.2.10")
    assert not same_address("192.0.2.1", "no address")


def test_reverse_names() -> None:
    assert reverse_name("192.0.2.1") == "1.2.0.192.in-addr.arpa"
    assert reverse_name("2001:db8::1").startswith("1.0.0.0.")
    assert is_private("10.0.0.1")
    assert not is_private("9.9.9.9")


@pytest.mark.parametrize(
    ("name", "address", "odd"),
    [
        ("mail.example.net", "198.51.100.7", False),
        ("mx7.example.net", "198.51.100.7", False),
        ("198-51-100-7.example.net", "198.51.100.7", True),
        ("7.100.51.198.example.net", "198.51.100.7", True),
        ("c6336407.example.net", "198.51.100.7", True),
        ("static.1.0.0.8.b.d.example", "2001:db8::1", False),
        ("2001-db8--1.example.net", "2001:db8::1", True),
        ("20010db8000000000000000000000001.example.net", "2001:db8::1", True),
        ("mail.dynamo.example", "198.51.100.7", False),
        ("a.dip.example", "198.51.100.7", True),
        ("static.7.clients.your-server.de", "198.51.100.7", True),
        ("ec2-x.amazonaws.com", "198.51.100.7", True),
    ],
)
def test_names_that_nobody_chose(name: str, address: str, odd: bool) -> None:
    assert bool(generic(name, address)) == odd
