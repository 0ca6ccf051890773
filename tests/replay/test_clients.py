"""Which machines of the past could no longer connect."""

from __future__ import annotations

from sendoff.change.replay import load
from sendoff.change.replay.traffic import OTHER, REMOTE, Counted, Kind, Traffic
from tests.rules.build import applied, change

ALL = {"postfix::inet_interfaces": "all"}
FOUR, SIX = "app[192.0.2.7]", "app[2001:db8::7]"


def counted(interfaces: str, *clients: str) -> Counted | None:
    kinds = {Kind(client, None, None, OTHER, None, REMOTE): 5 for client in clients}
    step = change({"postfix::inet_interfaces": interfaces}, applied(ALL))
    return load("client-cannot-connect").count(step, Traffic(0, 1, kinds), {})


def test_clients_of_a_protocol_without_an_address_cannot_connect() -> None:
    found = counted("127.0.0.1 ::1 192.0.2.1", FOUR, SIX)
    assert found is not None
    assert (found.deliveries, found.examples) == (5, ((SIX, 5),))


def test_a_protocol_that_nobody_used_is_not_spoken_of() -> None:
    assert counted("127.0.0.1 ::1 192.0.2.1", FOUR) is None
    assert counted("127.0.0.1 192.0.2.1 2001:db8::1", FOUR, SIX) is None


def test_at_loopback_nobody_can() -> None:
    found = counted("loopback-only", FOUR, SIX, "localhost[::1]")
    assert found is not None
    assert found.deliveries == 10
