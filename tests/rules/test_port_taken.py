from __future__ import annotations

from sendoff.change.facts import Ask, PortFacts, Unknown

from .build import applied, bare, change, machine, only, points_at, quiet

RULE = "port-taken"
PORT = Ask("port-25")
KEY = "postfix::inet_interfaces"


def test_refuses_when_another_program_holds_the_port() -> None:
    found = only(RULE, change({}, bare()), {PORT: PortFacts("mailpit", ("0.0.0.0",))})
    assert found.level == "refuse"
    assert "mailpit already listens on port 25" in found.text


def test_refuses_the_same_address_only() -> None:
    step = change({KEY: "192.0.2.5"}, machine(running=False))
    assert points_at(only(RULE, step, {PORT: PortFacts("exim4", ("192.0.2.5",))}), KEY)
    assert quiet(RULE, step, {PORT: PortFacts("exim4", ("127.0.0.1",))})


def test_knows_loopback_and_all() -> None:
    loopback, every = change({}, bare()), change({KEY: "all"}, bare())
    only(RULE, loopback, {PORT: PortFacts("exim4", ("127.0.0.1", "::1"))})
    assert quiet(RULE, loopback, {PORT: PortFacts("exim4", ("192.0.2.5",))})
    only(RULE, every, {PORT: PortFacts("exim4", ("192.0.2.5",))})


def test_is_quiet_when_the_port_is_free_or_unknown() -> None:
    assert quiet(RULE, change({}, bare()), {PORT: PortFacts()})
    assert quiet(RULE, change({}, bare()), {PORT: Unknown("only root can see it")})


def test_asks_nothing_for_a_reload_or_where_the_holder_goes() -> None:
    assert quiet(RULE, change({"postfix::message_size_limit": 30000000}, applied()))
    assert quiet(RULE, change({}, bare(other_mta="exim4-daemon-light")))
