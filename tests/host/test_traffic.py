"""Deliveries of the ledger as a replay sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.host.test_reporting import NOW, Rows

from sendoff.change.replay.traffic import (
    AT_DOMAINS,
    BY_NOBODY,
    DEFERRED,
    NO_SIZE,
    OUTSIDE_ASCII,
    OVER_LIMIT,
    REMOTE,
    VIA,
    Kind,
    Traffic,
    Wanted,
)
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.traffic import traffic

WHO = Wanted(clients=True, submitters=True, sender_domains=True)
DAY = 86_400_000_000


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    made = Rows(tmp_path / "ledger.db")
    yield made
    made.connection.close()


def seen(rows: Rows, wanted: Wanted = Wanted(), since: int = NOW - DAY) -> Traffic:  # noqa: B008 - a value
    with ledger(rows.path) as opened:
        return traffic(opened, since, NOW, wanted)


def only(rows: Rows, wanted: Wanted = Wanted()) -> Kind:  # noqa: B008 - a value
    [kind] = seen(rows, wanted).kinds
    return kind


def one(rows: Rows, message: dict[str, Any] | None = None, **delivery: Any) -> None:
    rows.delivery(rows.message(**(message or {})), **delivery)


def test_deliveries_that_share_everything_are_one_kind(rows: Rows) -> None:
    for _ in range(3):
        one(rows)
    one(rows, {"user": "cron", "uid": 0})
    found = seen(rows, WHO)
    assert (found.deliveries, len(found.kinds)) == (4, 2)
    assert found.kinds[Kind(None, "www-data", None, "other", "example.org", REMOTE)] == 3
    assert seen(rows).kinds == {Kind(None, None, None, "other", None, REMOTE): 4}


def test_clients_users_and_logins_are_told(rows: Rows) -> None:
    one(rows, {"user": None, "uid": 33})
    assert only(rows, WHO).user == "uid 33"


def test_who_handed_it_in_may_be_unknown(rows: Rows) -> None:
    one(rows, {"user": None, "uid": None})
    one(rows, {"user": None, "uid": None, "client": "app[192.0.2.7]"})
    one(rows, {"user": None, "uid": None, "parent": "4A", "parent_kind": "notice"})
    found = seen(rows, WHO)
    assert (found.number(BY_NOBODY), found.deliveries) == (1, 3)
    assert {kind.client for kind in found.kinds} == {None, "app[192.0.2.7]"}


def test_only_deliveries_of_the_span_count(rows: Rows) -> None:
    one(rows)
    one(rows, last_seen=NOW - 3 * DAY)
    assert seen(rows).deliveries == 1
    assert seen(rows, since=NOW - 7 * DAY).deliveries == 2


def test_mail_that_went_on_here_counts_as_what_it_went_on_as(rows: Rows) -> None:
    one(rows, handed_to="4XYZ", relay="127.0.0.1[127.0.0.1]:10024")
    assert seen(rows).deliveries == 0


@pytest.mark.parametrize(
    ("relay", "provider", "marks"),
    [
        ("mx.example.net[192.0.2.1]:25", "other", REMOTE),
        ("mx.example.net[2001:db8::1]:25", "google", REMOTE),
        ("none", "other", REMOTE),
        (None, "other", REMOTE),
        ("local", "local", 0),
        ("none", "local", 0),
        ("filter[127.0.0.1]:10024", "other", 0),
        ("dovecot", "other", 0),
    ],
)
def test_what_left_by_smtp_or_wanted_to_is_remote(rows: Rows, relay: str | None, provider: str, marks: int) -> None:
    one(rows, relay=relay, provider=provider)
    assert only(rows).marks == marks


def test_sizes_are_compared_with_the_limit_and_their_senders_named(rows: Rows) -> None:
    one(rows, {"size": 1001})
    one(rows, {"size": 1000})
    one(rows, {"size": None})
    found = seen(rows, Wanted(limit=1000))
    assert (found.number(OVER_LIMIT), found.number(NO_SIZE), found.number(0)) == (1, 1, 3)
    assert found.large == (("shop@example.org", 1),)
    assert seen(rows).large == ()


@pytest.mark.parametrize(
    ("local", "domain", "sender"),
    [("Shop", "example.org", "same"), ("shop", "example.net", "other"), ("", "", "null"), (None, None, None)],
)
def test_senders_are_compared_with_the_new_one(
    rows: Rows, local: str | None, domain: str | None, sender: str | None
) -> None:
    one(rows, {"sender_local": local, "sender_domain": domain})
    found = only(rows, Wanted(sender="shop@Example.org", sender_domains=True))
    assert (found.sender, found.sender_domain) == (sender, domain)


def test_what_was_deferred_once_is_marked(rows: Rows) -> None:
    one(rows, attempts=2)
    one(rows, status="deferred")
    one(rows)
    assert seen(rows).number(DEFERRED) == 2


def test_hosts_and_domains_are_compared_whole(rows: Rows) -> None:
    one(rows, relay="fallback.example.net[192.0.2.7]:25", domain="web1.example.net")
    one(rows, relay="fallback.example.net.evil.example[192.0.2.7]:25", domain="xweb1.example.net")
    found = seen(rows, Wanted(hosts=("fallback.example.net",), domains=("web1.example.net",)))
    assert (found.number(VIA), found.number(AT_DOMAINS), found.number(VIA | AT_DOMAINS)) == (1, 1, 1)


@pytest.mark.parametrize(("local", "marks"), [("jörg", OUTSIDE_ASCII), ("jorg", 0)])
def test_addresses_outside_ascii_are_marked(rows: Rows, local: str, marks: int) -> None:
    one(rows, local=local)
    assert only(rows, Wanted(outside_ascii=True)).marks == REMOTE | marks


def test_what_the_ledger_does_not_know_of_the_span_is_said(rows: Rows) -> None:
    one(rows)
    assert seen(rows).gaps == ()
    rows.fact("begins", NOW - DAY // 2)
    assert [gap.kind for gap in seen(rows).gaps] == ["before-the-ledger"]
