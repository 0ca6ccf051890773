"""What open incidents call for."""

from __future__ import annotations

from typing import Any

import pytest

from sendoff.change.on_block import (
    BLOCKING,
    CONSUMER,
    HOLD,
    Open,
    called_for,
    kept,
    kinds,
    record,
    remembered,
    route,
    throttles,
)
from sendoff.change.state import Generation, Machine
from sendoff.config.settings import Settings, defaults
from sendoff.config.values.hosts import hop_of
from sendoff.config.values.on_block import NAMES, OnBlock
from sendoff.postfix.compiled import Build
from sendoff.replies.classes import CLASSES

HOP = hop_of("[relay.example.net]:587")
BOTH = OnBlock("microsoft", HOP, slow=True)
SECOND = 1_000_000
NOW = 1_800_000_000 * SECOND


def settings(*entries: OnBlock, **more: Any) -> Settings:
    return defaults()._replace(on_block=entries, **more)


def incident(kind: str = "address-blocked", **fields: Any) -> Open:
    values = {"id": 7, "provider": "microsoft", "code": "S3140", "first": NOW - 60 * SECOND, "last": NOW - SECOND}
    return Open(**{"closed": None, **values, "kind": kind, **fields})


def generation(on: str = "", released: int = 0) -> Generation:
    known: dict[str, Any] = {
        "kind": on,
        "next_hop": None,
        "domains": 1,
        "since": "then",
        "incident": 7,
        "blocked_since": "",
        "marks": [],
    }
    return Generation(
        1, "2026-03-01T10:00:00Z", "", {}, "",
        detours={"microsoft": known} if on else {}, released={"microsoft": released} if released else {},
    )  # fmt: skip


def called(*found: Open, entry: OnBlock = BOTH, current: Generation | None = None, now: int = NOW) -> dict[str, str]:
    return kinds(called_for(settings(entry), found, current, now))


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_a_detour_is_for_blocks_of_the_address_and_slowness_for_rates(kind: str) -> None:
    rate = CLASSES[kind].coarse == "rate" or kind == "address-reputation"
    assert throttles(kind) == rate
    assert called(incident(kind), entry=OnBlock("microsoft", HOP)) == (
        {"microsoft": "detour"} if kind in BLOCKING else {}
    )
    assert called(incident(kind), entry=OnBlock("microsoft", slow=True)) == ({"microsoft": "slow"} if rate else {})


def test_a_detour_makes_slowness_needless() -> None:
    assert called(incident("address-reputation")) == {"microsoft": "detour"}
    assert called(incident("rate"), incident("address-blocked")) == {"microsoft": "detour"}
    assert called(incident("rate")) == {"microsoft": "slow"}


def test_nothing_is_called_for_unless_it_was_asked_for() -> None:
    assert called_for(settings(), [incident()], None, NOW) == []
    assert called(incident(provider="yahoo")) == {}
    assert called() == {}
    assert called_for(settings(BOTH, relayhost=HOP), [incident()], None, NOW) == []


def test_it_stays_on_for_a_while_after_the_end_and_does_not_begin_then() -> None:
    ended = incident(closed=NOW - (HOLD - 1) * SECOND)
    assert called(ended, current=generation("detour")) == {"microsoft": "detour"}
    assert called(ended) == {}
    assert called(ended, current=generation("slow")) == {}
    assert called(ended, current=generation("detour"), now=NOW + 2 * SECOND) == {}


def test_a_provider_that_takes_mail_again_is_tried_until_it_refuses() -> None:
    last = incident().last
    assert called(incident(), current=generation(released=last + 1)) == {"microsoft": "tried"}
    assert called(incident(), current=generation(released=last - 1)) == {"microsoft": "detour"}
    assert called(incident(closed=NOW), current=generation("tried", released=last + 1)) == {}


def test_a_route_has_what_tables_need() -> None:
    [call] = called_for(settings(BOTH), [incident(), incident(id=9, code=None, first=NOW - 90 * SECOND)], None, NOW)
    made = route(call, ["b.example", "a.example", "b.example"], ("protection.outlook.com",))
    assert (made.domains, made.marks, made.incident) == (("a.example", "b.example"), ("S3140",), 9)
    assert made.since == "2027-01-15T07:58:30Z"
    assert route(call._replace(tried=True), ["a.example"], ()).domains == ()


def test_what_is_on_is_remembered_with_its_beginning() -> None:
    [call] = called_for(settings(BOTH), [incident()], None, NOW)
    made = route(call, ["a.example"], ())
    machine = Machine("web1", True, True, Build("", frozenset()), True, routes=(made,))
    found = record(machine, "now")["microsoft"]
    assert (found["kind"], found["since"], found["domains"]) == ("detour", "now", 1)
    assert record(machine._replace(current=generation("detour")), "now")["microsoft"]["since"] == "then"
    assert record(machine._replace(current=generation("slow")), "now")["microsoft"]["since"] == "now"


def test_the_watch_knows_the_key_from_the_generation() -> None:
    current = generation()._replace(
        on_block={"microsoft": ["slow", "[relay.example.net]:587"], "yahoo": ["slow"]}, parameters={"relayhost": ""}
    )
    assert remembered(current).on_block == (BOTH, OnBlock("yahoo", slow=True))
    assert remembered(current._replace(parameters={"relayhost": "[a.example.net]"})).relayhost == hop_of(
        "[a.example.net]"
    )
    assert remembered(None) == defaults()


def test_mailbox_domains_are_of_known_providers_and_each_of_one() -> None:
    assert set(CONSUMER) <= set(NAMES)
    every = [domain for domains in CONSUMER.values() for domain in domains]
    assert len(every) == len(set(every))


def test_where_the_ledger_cannot_be_read_what_is_on_stays_on_unless_the_key_is_gone() -> None:
    hop = "[relay.example.net]:587"
    known = {"kind": "detour", "next_hop": hop, "domains": 1, "since": "then", "incident": 7, "blocked_since": "before",
             "marks": ["S3140"]}  # fmt: skip
    current = generation()._replace(detours={"microsoft": known})
    table = {"on_block": f"# microsoft\na.example smtp:{hop}\n# yahoo\nb.example smtp:{hop}\n"}
    machine = Machine("web1", True, True, Build("", frozenset()), True, current=current, tables=table)
    [route] = kept(settings(BOTH), machine, lambda _: ("outlook.com",))
    assert (route.next_hop, route.domains, route.marks, route.incident) == (HOP, ("a.example",), ("S3140",), 7)
    assert list(kept(settings(OnBlock("microsoft", slow=True)), machine, lambda _: ())) == []
    assert list(kept(settings(BOTH, relayhost=HOP), machine, lambda _: ())) == []
    assert list(kept(settings(), machine, lambda _: ())) == []
