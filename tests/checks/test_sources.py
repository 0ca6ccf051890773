"""Which addresses receivers see, from main.cf and the machine's own way to the internet."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from typing import cast

import pytest

from sendoff.host import Host, real
from sendoff.host.doctor import Asking, Order
from sendoff.host.doctor import server as gathering
from sendoff.host.files import Files
from sendoff.reputation.facts import Server
from tests.checks.build import IPV4, IPV6, Table

NAME = "mail.example.net"


class MainCf:
    """Files of a machine whose main.cf is this."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, path: str) -> bytes | None:
        return self._text.encode() if path.endswith("main.cf") else None


def seen(
    monkeypatch: pytest.MonkeyPatch, main_cf: str = "", zones: str = "", *,
    ways: Mapping[socket.AddressFamily, str] | None = None, order: Order | None = None,
) -> Server:  # fmt: skip
    ways = ways or {socket.AF_INET: IPV4}
    monkeypatch.setattr(gathering, "outgoing", lambda family: ways.get(family, ""))
    machine = Host(cast(Files, MainCf(f"myhostname = {NAME}\n{main_cf}")), real().commands)
    return asyncio.run(gathering.gather(Asking(machine, Table(zones), order or Order())))


def addresses(server: Server) -> list[tuple[str, bool]]:
    return [(source.address, source.translated) for source in server.sources]


def test_the_address_that_leads_out(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {socket.AF_INET: "9.9.9.9", socket.AF_INET6: "2620:fe::fe"}
    assert addresses(seen(monkeypatch, ways=both)) == [("9.9.9.9", False), ("2620:fe::fe", False)]
    assert addresses(seen(monkeypatch, "inet_protocols = ipv4", ways=both)) == [("9.9.9.9", False)]


def test_smtp_bind_address_comes_before_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses(seen(monkeypatch, "smtp_bind_address = 9.9.9.10")) == [("9.9.9.10", False)]


def test_the_only_address_that_postfix_listens_on_is_the_one_it_sends_from(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses(seen(monkeypatch, "inet_interfaces = 127.0.0.1, 9.9.9.11")) == [("9.9.9.11", False)]
    ways = {socket.AF_INET: "9.9.9.9"}
    two = seen(monkeypatch, "inet_interfaces = 9.9.9.11, 9.9.9.12", ways=ways)
    assert addresses(two) == [("9.9.9.9", False)]
    assert addresses(seen(monkeypatch, "inet_interfaces = loopback-only", ways=ways)) == [("9.9.9.9", False)]


def test_behind_nat_the_names_address_is_judged_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = {socket.AF_INET: "10.0.0.5"}
    found = seen(monkeypatch, zones=f"{NAME} A 9.9.9.9\n{NAME} AAAA 2620:fe::fe", ways=inside)
    assert addresses(found) == [("10.0.0.5", True), ("9.9.9.9", False)]


def test_a_private_address_that_the_name_has_is_what_its_network_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen(monkeypatch, zones=f"{NAME} A 10.0.0.5", ways={socket.AF_INET: "10.0.0.5"})
    assert addresses(found) == [("10.0.0.5", False)]


def test_what_was_given_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen(monkeypatch, order=Order(addresses=(IPV4, IPV6)), ways={socket.AF_INET: "10.0.0.5"})
    assert addresses(found) == [(IPV4, False), (IPV6, False)]


@pytest.mark.parametrize(
    ("main_cf", "helo"),
    [
        ("", NAME),
        ("smtp_helo_name = out.example.org", "out.example.org"),
        ("smtp_helo_name = x.$myhostname", f"x.{NAME}"),
        ("myhostname = UPPER.example.org.", "upper.example.org"),
    ],
)
def test_the_name_in_helo(monkeypatch: pytest.MonkeyPatch, main_cf: str, helo: str) -> None:
    assert seen(monkeypatch, main_cf).helo == helo


def test_without_myhostname_it_is_the_machines_with_postfix_default_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "outgoing", lambda _family: "")
    node = os.uname().nodename
    machine = Host(cast(Files, MainCf("relayhost = [smtp.example.org]")), real().commands)
    found: Server = asyncio.run(gathering.gather(Asking(machine, Table(""), Order())))
    assert found.helo == (node if "." in node else f"{node}.localdomain").lower()
    assert found.smarthost == "[smtp.example.org]"
