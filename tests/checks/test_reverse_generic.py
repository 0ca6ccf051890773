from __future__ import annotations

import pytest

from tests.checks.build import REVERSE4, only


@pytest.mark.parametrize("name", ["mail.example.net", "mx25.example.net", "web203.example.net", "poolside-inn.example"])
def test_a_chosen_name_passes(name: str) -> None:
    expected = "warn" if name.startswith("pool") else "pass"  # a rule of thumb, so it only warns
    assert only("reverse-generic", f"{REVERSE4} PTR {name}.").result == expected


@pytest.mark.parametrize(
    "name",
    [
        "203-0-113-25.example.net", "ip203.0.113.25.example.net", "25.113.0.203.example.net", "x113-25.0.example.net",
        "static.25.113.0.203.clients.example.net", "cb007119.example.net", "203000113025.example.net",
        "host-7.dyn.example.net", "dsl-x.example.net", "pool-1.example.net", "customer.example.net",
    ],
)  # fmt: skip
def test_digits_of_the_address_and_words_of_dial_up_lines_warn(name: str) -> None:
    found = only("reverse-generic", f"{REVERSE4} PTR {name}.")
    if name == "x113-25.0.example.net":  # two parts of the address are no proof
        assert found.result == "pass"
        return
    assert (found.result, "PTR mail.example.net." in found.mend) == ("warn", True)


def test_servfail_is_unknown() -> None:
    assert only("reverse-generic", failing=["in-addr.arpa"]).result == "unknown"
