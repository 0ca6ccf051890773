"""Blocklists asked of real servers: alive, dead, refusing, failing, slow, and resolvers that rewrite."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.host import real
from sendoff.host.dns import Dns
from sendoff.host.doctor import Asking, Order, blocklists
from sendoff.host.doctor.blocklists import gather
from sendoff.reputation.blocklist_names import proofs, questions
from sendoff.reputation.blocklist_reading import Blocklisted, Listing
from sendoff.reputation.blocklists import BLOCKLISTS
from sendoff.reputation.dns import Answer
from sendoff.reputation.facts import Domain, Host, Reverse, Server, Source, Unknown

LISTS = {one.zone: one for one in BLOCKLISTS}
ADDRESS, ADDRESS6 = "203.0.113.7", "2001:db8::7"
ZEN, DBL = "zen.spamhaus.org", "dbl.spamhaus.org"


def alive() -> dict[str, Records]:
    """A world in which every list has its test entry and nothing else."""
    return {
        name: [("A", "127.0.0.2")] for asked in BLOCKLISTS for what in asked.lists for name in proofs(asked, what)[0]
    }


def none(name: str, kind: str) -> Answer:
    return Answer(name, kind, "no-data")


def domain(name: str) -> Domain:
    return Domain(
        name, none(name, "MX"), Host(name, none(name, "A"), none(name, "AAAA")), none(name, "SOA"), none(name, "TXT")
    )


class Known(Asking):
    """An asking whose other facts are given."""

    def __init__(self, dns: Dns, facts: dict[str, Any]) -> None:
        super().__init__(real(), dns, Order())
        self._given = facts

    async def known(self, name: str) -> Any:
        return self._given[name]


def facts(*addresses: str, **others: Any) -> dict[str, Any]:
    server = Server("mail.example.net", tuple(Source(one, "given") for one in addresses or (ADDRESS,)))
    return {"server": server, "reverse": (), "domains": (domain("example.org"),)} | others


def gathered(server: NameServer, given: dict[str, Any] | None = None, seconds: float = 5.0) -> Blocklisted:
    async def run() -> Blocklisted:
        return await gather(Known(Dns(["127.0.0.1"], seconds=seconds, port=server.port), given or facts()))

    return asyncio.run(run())


def said(found: Blocklisted, zone: str, subject: str = ADDRESS) -> Listing:
    (one,) = (one for one in found.listings if one.list.zone == zone and one.subject == subject)
    return one


def test_in_a_world_of_living_lists_a_good_server_is_clean_everywhere() -> None:
    with NameServer(alive()) as server:
        found = gathered(server, facts(ADDRESS, ADDRESS6))
    assert {one.state for one in found.listings} == {"clean"}
    assert {one.subject for one in found.listings} == {ADDRESS, ADDRESS6, "mail.example.net", "example.org"}
    assert {one.list.zone for one in found.listings if one.subject == ADDRESS6} == {ZEN, "dnsbl.dronebl.org"}
    assert found.not_asked == ()


def test_a_listing_is_told_with_code_meaning_and_the_lists_own_words() -> None:
    name = "7.113.0.203.zen.spamhaus.org"
    with NameServer(alive() | {name: [("A", "127.0.0.4"), txt("see check.spamhaus.org\x1b[31m")]}) as server:
        one = said(gathered(server), ZEN)
    assert (one.state, one.asked, one.codes) == ("listed", name, ("127.0.0.4",))
    assert one.meaning.startswith("XBL")
    assert one.text.startswith("see check.spamhaus.org")


def test_an_ipv6_address_is_found_by_its_nibbles() -> None:
    (name,) = questions(LISTS[ZEN], ADDRESS6)
    with NameServer(alive() | {name: [("A", "127.0.0.3")]}) as server:
        assert said(gathered(server, facts(ADDRESS6)), ZEN, ADDRESS6).state == "listed"


def test_the_parent_of_a_helo_name_is_asked_too() -> None:
    with NameServer(alive() | {"example.net.dbl.spamhaus.org": [("A", "127.0.1.2")]}) as server:
        one = said(gathered(server), DBL, "mail.example.net")
    assert (one.state, one.asked) == ("listed", "example.net.dbl.spamhaus.org")


def test_a_reverse_name_is_asked() -> None:
    reverse = (Reverse(ADDRESS, Answer("x", "PTR", "found", ("bad.example",))),)
    with NameServer(alive() | {"bad.example.multi.uribl.com": [("A", "127.0.0.2")]}) as server:
        found = gathered(server, facts(reverse=reverse))
    assert said(found, "multi.uribl.com", "bad.example").state == "listed"


def test_a_list_that_lists_the_world_is_dead_and_lists_nobody() -> None:
    world = {name: [("A", "127.0.0.2")] for name in ("1.0.0.127." + ZEN, "7.113.0.203." + ZEN)}
    with NameServer(alive() | world) as server:
        found = gathered(server)
    assert said(found, ZEN).state == "dead"
    assert said(found, "bl.spamcop.net").state == "clean"


def test_a_list_without_its_test_entry_is_dead() -> None:
    zone = {name: records for name, records in alive().items() if not name.endswith(ZEN)}
    with NameServer(zone) as server:
        assert said(gathered(server), ZEN).state == "dead"


def test_a_resolver_that_rewrites_what_does_not_exist_makes_all_unknown() -> None:
    with NameServer(alive(), everything="203.0.113.99") as server:
        found = gathered(server)
    assert {one.state for one in found.listings} == {"unknown"}
    assert {"rewrites" in one.meaning for one in found.listings} == {True}


def test_a_resolver_that_rewrites_to_127_0_0_1_lists_nobody() -> None:
    with NameServer({}, everything="127.0.0.1") as server:
        found = gathered(server)
    assert not {one.state for one in found.listings} & {"listed", "clean"}


def test_an_open_resolver_may_not_ask() -> None:
    refusal: dict[str, Records] = {
        name: [("A", "127.255.255.254")]
        for name in (*proofs(LISTS[ZEN], "ip4")[0], proofs(LISTS[ZEN], "ip4")[1], f"7.113.0.203.{ZEN}")
    }
    with NameServer(alive() | refusal) as server:
        one = said(gathered(server), ZEN)
    assert one.state == "unknown"
    assert "public resolvers" in one.meaning


@pytest.mark.parametrize("fault", ["SERVFAIL", "REFUSED"])
def test_a_failure_is_unknown_and_never_clean(fault: str) -> None:
    with NameServer(alive() | {"7.113.0.203.bl.spamcop.net": [(fault, "")]}) as server:
        one = said(gathered(server), "bl.spamcop.net")
    assert (one.state, one.meaning) == ("unknown", fault)


def test_a_silent_list_holds_nobody_up() -> None:
    silent: dict[str, Records] = {
        name: [("DROP", "")] for name in (f"1.0.0.127.{ZEN}", f"2.0.0.127.{ZEN}", f"7.113.0.203.{ZEN}")
    }
    with NameServer(alive() | silent) as server:
        start = time.monotonic()
        found = gathered(server, seconds=1.0)
    assert time.monotonic() - start < 3
    assert said(found, ZEN).state == "unknown"
    assert {one.state for one in found.listings if one.list.zone != ZEN} == {"clean"}


def test_a_silent_list_does_not_take_all_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocklists, "_PATIENCE", 0.5)
    with NameServer(alive() | {f"1.0.0.127.{ZEN}": [("DROP", "")]}) as server:
        start = time.monotonic()
        found = gathered(server, seconds=20.0)
    assert time.monotonic() - start < 5
    assert (said(found, ZEN).state, said(found, ZEN).meaning) == ("unknown", "no answer within 0.5 s")


def test_all_questions_are_asked_at_once() -> None:
    with NameServer(alive(), delay=0.1) as server:
        start = time.monotonic()
        found = gathered(server, facts(ADDRESS, ADDRESS6))
    questions_asked = sum(server.questions.values())
    assert {one.state for one in found.listings} == {"clean"}
    assert time.monotonic() - start < questions_asked * 0.1 / 5


def test_test_entries_are_asked_once_for_all_subjects() -> None:
    with NameServer(alive()) as server:
        gathered(server, facts("203.0.113.7", "203.0.113.8", "203.0.113.9"))
    assert server.questions[f"1.0.0.127.{ZEN}", "A"] == 1
    assert not [name for (name, kind) in server.questions if kind == "TXT"]


def test_private_addresses_and_bare_names_are_told_and_not_asked() -> None:
    sources = (Source("10.0.0.5", "given"), Source("192.0.2.5", "the outgoing interface", translated=True))
    with NameServer(alive()) as server:
        found = gathered(server, facts(server=Server("web1", sources)))
    assert [(one.subject, one.domains, one.unknown) for one in found.not_asked] == [
        ("192.0.2.5", False, True),
        ("10.0.0.5", False, False),
        ("web1", True, False),
    ]
    assert not [name for name, _ in server.questions if name.startswith(("5.0.0.10.", "5.2.0.192."))]


def test_behind_a_smarthost_only_the_domains_are_asked() -> None:
    smart = Server("mail.example.net", (Source(ADDRESS, "given"),), smarthost="[relay.example.org]:587")
    with NameServer(alive()) as server:
        found = gathered(server, facts(server=smart))
    assert {one.subject for one in found.listings} == {"example.org"}
    assert "relay.example.org" in found.not_asked[0].reason


def test_what_is_not_known_is_told() -> None:
    given = facts(server=Unknown("nobody knows"), reverse=Unknown("no"), domains=Unknown("the ledger is locked"))
    with NameServer(alive()) as server:
        found = gathered(server, given)
    assert [(one.reason, one.unknown) for one in found.not_asked] == [
        ("nobody knows", True),
        ("no", True),
        ("the ledger is locked", True),
    ]
