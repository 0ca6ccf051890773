"""However a log is cut, killed, read again or shuffled within a second, the incidents stay the same."""

from __future__ import annotations

import itertools
import random
import re
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer

START = datetime(2026, 11, 1, 12, tzinfo=UTC).timestamp()
LATEST = 1_800_000_000.0
GENERATIONS = [(round((START - 3600) * 1e6), 3), (round((START + 200) * 1e6), 4)]
COLUMNS = (
    "provider, part, class, provider_code, first, last, closed, refused, accepted_since, generation, changed, reply,"
    " relay, blocked, reopened, domain"
)
GAPS = (0.0, 0.0, 0.001, 0.3, 0.9, 1.4, 2.5, 700.0, 5000.0)
"""Seconds between mails: most within a second, some so long that an incident is over for good."""

HOSTS = {
    "hot": ("hotmail-com.olc.protection.outlook.com", "192.0.2.1"),
    "365": ("example-org.mail.protection.outlook.com", "192.0.2.2"),
    "google": ("gmail-smtp-in.l.google.com", "192.0.2.3"),
    "one": ("mx.one.example", "192.0.2.4"),
    "two": ("mx.two.example", "192.0.2.5"),
}
BLOCKED = (
    "550 5.7.1 Unfortunately, messages from [192.0.2.25] weren't sent. Please contact your Internet service provider"
    " since part of their network is on our block list (S3140)."
)
LISTED = "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using b.barracudacentral.org; see there"
UNPROVEN = "550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550 5.7.26 see there"
WORDS = {"hot": BLOCKED, "365": BLOCKED, "google": UNPROVEN, "one": LISTED, "two": LISTED}

Found = list[tuple[Any, ...]]


@cache
def log(seed: int, *, traditional: bool) -> tuple[str, ...]:
    """Return the lines of some forty mails, sent and refused as it comes."""
    pick, when, found = random.Random(seed), START, list[tuple[float, str]]()  # noqa: S311 # nothing secret
    for number in range(40):
        when += pick.choice(GAPS)
        found += mail(pick, 0xABCD000 + number, when)
    found.sort(key=lambda one: one[0])
    return tuple(f"{stamp(at, traditional=traditional)} web1 {text}" for at, text in found)


def mail(pick: random.Random, number: int, when: float) -> list[tuple[float, str]]:
    queue_id, domain = f"{number:X}", pick.choice(("example.net", "example.org"))
    name = pick.choice(sorted(HOSTS))
    host, address = HOSTS[name]
    said = f"host {host}[{address}] said: {WORDS[name]} (in reply to MAIL FROM command)"
    dsn, status = "5.7.1", "bounced"
    if pick.random() < 0.5:
        said, dsn, status = "250 2.0.0 Ok: queued", "2.0.0", "sent"
    sender = "" if pick.random() < 0.1 else f"shop@{domain}"
    agent = pick.randrange(900, 905)
    return [
        (when, f"postfix/pickup[11]: {queue_id}: uid={pick.choice((0, 33))} from=<{sender}>"),
        (when + 0.01, f"postfix/cleanup[12]: {queue_id}: message-id=<{number}@{domain}>"),
        (when + 0.02, f"postfix/qmgr[13]: {queue_id}: from=<{sender}>, size=900, nrcpt=1 (queue active)"),
        (
            when + 0.2,
            f"postfix/smtp[{agent}]: {queue_id}: to=<user{number}@example.com>, relay={host}[{address}]:25, delay=0.2,"
            f" delays=0.01/0.01/0.1/0.08, dsn={dsn}, status={status} ({said})",
        ),
        (when + 0.21, f"postfix/qmgr[13]: {queue_id}: removed"),
    ]


def stamp(when: float, *, traditional: bool) -> str:
    moment = datetime.fromtimestamp(when, UTC)
    return moment.strftime("%b %e %H:%M:%S") if traditional else moment.isoformat(timespec="microseconds")


def read(pieces: Iterable[Sequence[str]], addresses: str = "full", *, kill: bool = False) -> tuple[Found, Found]:
    """Return the incidents and whom they met, after pieces were read; `kill`: nobody closes the ledger between them."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "ledger.db"))
        left = []
        for number, piece in enumerate(pieces):
            writer = Writer(path, LedgerSettings(addresses=addresses), GENERATIONS)
            writer.take("log", "".join(f"{line}\n" for line in piece).encode(), {"piece": number}, LATEST)
            if kill:
                left.append(writer)
            else:
                writer.close()
        with ledger(path) as found:
            answer = (
                sorted(map(tuple, found.rows(f"SELECT {COLUMNS} FROM incident")), key=str),  # noqa: S608
                sorted(
                    map(
                        tuple,
                        found.rows(
                            "SELECT i.provider, i.part, i.class, i.first, w.kind, w.value, w.count FROM incident_who w"
                            " JOIN incident i ON i.id = w.incident"
                        ),
                    ),
                    key=str,
                ),
            )
        for writer in left:
            writer.close()
        return answer


@cache
def whole(seed: int, *, traditional: bool) -> tuple[Found, Found]:
    return read([log(seed, traditional=traditional)])


def cut(given_lines: Sequence[str], places: Iterable[int]) -> list[Sequence[str]]:
    ends = [0, *sorted(place % len(given_lines) for place in places), len(given_lines)]
    return [given_lines[start:end] for start, end in itertools.pairwise(ends)]


def test_the_logs_have_incidents_of_all_kinds() -> None:
    found = [row for seed in range(1, 6) for row in whole(seed, traditional=False)[0]]
    assert {row[0] for row in found} == {"microsoft", "google", "barracuda"}
    assert {row[1] for row in found} == {"consumer", "365", "", "blocklist"}
    assert {row[6] is None for row in found} == {True, False}
    assert any(row[14] for row in found)
    assert {row[9] for row in found} == {3, 4}


STYLES = pytest.mark.parametrize("traditional", [False, True])
SEEDS = st.integers(1, 5)
PLACES = st.lists(st.integers(0, 10_000), max_size=8)


@STYLES
@settings(max_examples=12)
@given(places=PLACES, seed=SEEDS)
def test_a_log_read_in_pieces_has_the_same_incidents(*, traditional: bool, places: list[int], seed: int) -> None:
    assert read(cut(log(seed, traditional=traditional), places)) == whole(seed, traditional=traditional)


@STYLES
@settings(max_examples=8)
@given(places=PLACES, seed=SEEDS)
def test_a_watch_that_was_killed_finds_the_same(*, traditional: bool, places: list[int], seed: int) -> None:
    assert read(cut(log(seed, traditional=traditional), places), kill=True) == whole(seed, traditional=traditional)


@STYLES
@settings(max_examples=8)
@given(again=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100)), min_size=1, max_size=4), seed=SEEDS)
def test_lines_read_again_count_nothing_twice(*, traditional: bool, again: list[tuple[int, int]], seed: int) -> None:
    given_lines = log(seed, traditional=traditional)
    pieces = [given_lines, *(given_lines[start : start + count] for start, count in again)]
    assert read(pieces) == whole(seed, traditional=traditional)


@STYLES
@settings(max_examples=20)
@given(shuffle=st.integers(0, 10**6), places=PLACES, seed=SEEDS)
def test_the_order_of_lines_within_a_second_does_not_matter(
    *, traditional: bool, shuffle: int, places: list[int], seed: int
) -> None:
    pick = random.Random(shuffle)  # noqa: S311 # nothing secret
    mixed: list[str] = []
    for second in by_second(log(seed, traditional=traditional), 19 if not traditional else 15):
        pick.shuffle(second)
        mixed += second
    assert read(cut(mixed, places)) == whole(seed, traditional=traditional)


@pytest.mark.parametrize("addresses", ["domain", "hash"])
def test_what_is_kept_of_addresses_changes_no_incident(addresses: str) -> None:
    for seed in range(1, 6):
        found, who = read([log(seed, traditional=False)], addresses)
        assert [row[:11] for row in found] == [row[:11] for row in whole(seed, traditional=False)[0]]
        assert not [row for row in who if re.match(r"shop@|user\d", row[5])]
        assert not [row for row in found if re.search(r"shop@|user\d", row[11])]


def by_second(given_lines: Sequence[str], width: int) -> Iterable[list[str]]:
    part: list[str] = []
    for line in given_lines:
        if part and part[0][:width] != line[:width]:
            yield part
            part = []
        part.append(line)
    yield part
