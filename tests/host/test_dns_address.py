from __future__ import annotations

import pytest

from sendoff.host.dns.address import resolver_address


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]", ("2001:db8::53", 53)),
        ("[2001:DB8::53]:5353", ("2001:db8::53", 5353)),
    ],
)
def test_a_resolver_is_written_as_people_write_it(text: str, wanted: tuple[str, int]) -> None:
    assert resolver_address(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "dns.example.net", "192.0.2.53:", "192.0.2.53:0", "192.0.2.53:70000", "[192.0.2.53", "1.2.3.4\n", ":53"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a port|does not appear to be"):
        resolver_address(text)
