"""What the ledger forgets, and what it keeps of an address."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendoff.delivery.ledger_settings import LedgerSettings
from sendoff.host.ledger import keeping
from sendoff.host.ledger.privacy import redacted, stored
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.writing import Writer

MICRO = 1_000_000
DAY = 86400 * MICRO
NOW = 1_790_000_000 * MICRO
DOMAIN, HASH, FULL = LedgerSettings("domain"), LedgerSettings("hash"), LedgerSettings()
SECRET = "5e" * 16

MESSAGE = (
    "INSERT INTO message (id, queue_id, instance, first_seen, last_seen, ended, ending)"
    " VALUES (?, ?, 'postfix', ?, ?, ?, ?)"
)
DELIVERY = (
    "INSERT INTO delivery (id, local, domain, slot, status, attempts, tries, reply, first_seen, last_seen, provider)"
    " VALUES (?, 'user', 'example.net', '', ?, 1, '00000000', ?, ?, ?, 'other')"
)


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "ledger.db")
    Writer(path, LedgerSettings(), ()).close()
    execute(path, "PRAGMA journal_mode = WAL")  # as it is while a watch runs
    return path


def message(path: str, number: int, seen: int, *, ended: bool = True, tries: tuple[int, ...] = (0,)) -> None:
    """Put a message that was last heard of at `seen` there, with one delivery for each of `tries` before that."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            MESSAGE, (number, f"{number:X}", seen, seen, seen if ended else None, "removed" if ended else None)
        )
        for index, before in enumerate(tries):
            row = ((number << 20) + index, "sent", "250 ok " * 30, seen - before, seen - before)
            connection.execute(DELIVERY, row)


def execute(path: str, sql: str, *parameters: object) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql, parameters)


def ask(path: str, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def messages(path: str) -> list[object]:
    return [row[0] for row in ask(path, "SELECT id FROM message ORDER BY id")]


def trim(path: str, settings: LedgerSettings = FULL, *, by_age: bool = True) -> None:
    for _ in keeping.trim(path, settings, NOW, by_age=by_age):
        pass


def test_what_is_older_than_the_retention_is_forgotten_with_its_deliveries(database: str) -> None:
    message(database, 1, NOW - 31 * DAY, tries=(0, DAY))
    message(database, 2, NOW - 29 * DAY)
    trim(database)
    assert messages(database) == [2]
    assert ask(database, "SELECT id >> 20 FROM delivery") == [(2,)]


def test_a_message_that_postfix_keeps_is_never_forgotten(database: str) -> None:
    message(database, 1, NOW - 300 * DAY, ended=False)
    trim(database)
    trim(database, LedgerSettings(max_megabytes=0))
    assert messages(database) == [1]
    assert len(ask(database, "SELECT 1 FROM delivery")) == 1


def test_an_old_recipient_of_a_message_that_is_young_stays(database: str) -> None:
    message(database, 1, NOW - 5 * DAY, tries=(0, 40 * DAY))
    trim(database)
    assert len(ask(database, "SELECT 1 FROM delivery")) == 2


def test_an_old_message_without_deliveries_is_forgotten(database: str) -> None:
    message(database, 1, NOW - 31 * DAY, tries=())
    message(database, 2, NOW - 1 * DAY, tries=())
    trim(database)
    assert messages(database) == [2]


def test_more_than_a_batch_is_forgotten_and_the_open_ones_between_stay(database: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for number in range(1, 3001):
            seen = NOW - 40 * DAY + number
            ended = None if number % 1000 == 0 else seen
            connection.execute(MESSAGE, (number, "A", seen, seen, ended, ended and "removed"))
            connection.execute(DELIVERY, (number << 20, "sent", "", seen, seen))
    trim(database)
    assert messages(database) == [1000, 2000, 3000]


def test_rejections_and_gaps_go_with_their_time(database: str) -> None:
    for age in (31, 29):
        hour = (NOW - age * DAY) // (3600 * MICRO)
        execute(database, "INSERT INTO rejection VALUES (?, 'c', 's', 'r', 'no', 1, ?)", hour, NOW - age * DAY)
        execute(
            database,
            "INSERT INTO gap (kind, since, until, count, example) VALUES ('log-missing', 0, ?, 1, '')",
            NOW - age * DAY,
        )
    trim(database)
    assert len(ask(database, "SELECT 1 FROM rejection")) == len(ask(database, "SELECT 1 FROM gap")) == 1


def test_counters_only_grow_when_their_hours_are_dropped(database: str) -> None:
    old, young = (NOW - 401 * DAY) // (3600 * MICRO), (NOW - 399 * DAY) // (3600 * MICRO)
    for hour, count in ((0, 5), (old, 7), (old - 1, 1), (young, 11)):
        execute(database, "INSERT INTO tally VALUES (?, 'accepted', 'smtp', ?)", hour, count)
    trim(database)
    assert ask(database, "SELECT hour, count FROM tally ORDER BY hour") == [(0, 13), (young, 11)]
    trim(database)
    assert ask(database, "SELECT sum(count) FROM tally") == [(24,)]


def test_the_ledger_says_that_it_begins_where_it_forgot(database: str) -> None:
    execute(database, "REPLACE INTO fact VALUES ('begins', ?)", json.dumps(NOW - 60 * DAY))
    message(database, 1, NOW - 31 * DAY)
    trim(database)
    with ledger(database) as opened:
        assert opened.fact("begins") == NOW - 30 * DAY


def test_a_ledger_that_begins_later_still_does(database: str) -> None:
    execute(database, "REPLACE INTO fact VALUES ('begins', ?)", json.dumps(NOW - 3 * DAY))
    trim(database)
    with ledger(database) as opened:
        assert opened.fact("begins") == NOW - 3 * DAY


def fill(path: str, count: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in range(1, count + 1):
            seen = NOW - DAY + number
            connection.execute(MESSAGE, (number, f"{number:X}", seen, seen, seen, "removed"))
            connection.execute(DELIVERY, (number << 20, "sent", "250 ok " * 30, seen, seen))


def test_a_ledger_that_outgrows_its_limit_loses_its_oldest_and_the_disk_gets_the_room(database: str) -> None:
    fill(database, 12_000)
    limit = LedgerSettings(max_megabytes=3)
    assert keeping.outgrown(database, limit)
    trim(database, limit, by_age=False)
    assert not keeping.outgrown(database, limit)
    kept = messages(database)
    assert kept[-1] == 12_000
    assert kept == list(range(12_000 - len(kept) + 1, 12_001))
    assert keeping.size_on_disk(database) > 2_000_000
    with ledger(database) as opened:
        assert opened.rows("PRAGMA integrity_check")[0][0] == "ok"


def test_a_ledger_within_its_limit_is_left_alone(database: str) -> None:
    fill(database, 1000)
    trim(database, by_age=False)
    assert len(messages(database)) == 1000


def test_trimming_holds_up_neither_reader_nor_writer(database: str) -> None:
    fill(database, 3000)
    work = keeping.trim(database, LedgerSettings(retention_days=0), NOW + DAY)
    next(work)
    with ledger(database) as opened:
        before = opened.rows("SELECT count(*) FROM message")[0][0]
        start = time.monotonic()
        execute(database, "REPLACE INTO fact VALUES ('test', '1')")
        next(work)
        assert time.monotonic() - start < 2
        assert opened.rows("SELECT count(*) FROM message")[0][0] == before
    for _ in work:
        pass
    assert messages(database) == []


# what is kept of an address

STRANGE = [
    "user@example.net",
    "<user@example.net>",
    "first.last+tag@sub.example.net",
    "jörg@bücher.example",
    '"odd name"@example.net',
    '"a\\"b@c"@example.net',
    "user@[192.0.2.1]",
    "user@[IPv6:2001:db8::1]",
    "a=b.example.org@example.net",
    "SRS0=xyz=AB=example.org=user@example.net",
    "'user'@example.net",
    "user%example.org@example.net",
    "https://example.net/?to=user%40example.org",
]


@pytest.mark.parametrize("text", STRANGE)
@pytest.mark.parametrize("settings", [DOMAIN, HASH])
def test_no_local_part_is_left_in_a_remote_servers_words(text: str, settings: LedgerSettings) -> None:
    found = redacted(f"550 5.1.1 {text}: no such user here", settings, SECRET)
    for word in ("user@", "user%", "first", "last", "odd", "jörg", "b@c", "a=b", "SRS0", "xyz"):
        assert word not in found
    assert found.startswith("550 5.1.1 ")
    assert found.endswith("no such user here")


def test_words_without_an_address_stay_as_they_are() -> None:
    text = "421 4.7.0 Try again later (in reply to end of DATA command) status=sent (250 ok) @ noon"
    assert redacted(text, DOMAIN, SECRET) == text


def test_full_leaves_everything() -> None:
    assert redacted("<user@example.net>", FULL, SECRET) == "<user@example.net>"
    assert stored("User", "example.net", FULL, SECRET) == "User"


def test_domain_keeps_the_domain() -> None:
    assert redacted("<user@Example.NET>: Relay denied.", DOMAIN, SECRET) == "<@example.net>: Relay denied."
    assert stored("user", "example.net", DOMAIN, SECRET) == ""


def test_the_null_sender_is_told_from_an_address_without_a_domain() -> None:
    for settings in (DOMAIN, HASH, FULL):
        assert stored("", "", settings, SECRET) == ""
        assert stored("root", "", settings, SECRET) != ""
    assert "root" not in stored("root", "", DOMAIN, SECRET)


def test_a_hash_is_found_again_by_the_whole_address_only() -> None:
    found = stored("User", "example.net", HASH, SECRET)
    assert found == stored("user", "EXAMPLE.net", HASH, SECRET)
    assert len(found) == 16
    assert int(found, 16) >= 0
    others = (stored("user", "example.org", HASH, SECRET), stored("user2", "example.net", HASH, SECRET),
              stored("user", "example.net", HASH, "00" * 16))  # fmt: skip
    assert found not in others
    assert redacted("550 <user@example.net> unknown", HASH, SECRET) == f"550 <{found}@example.net> unknown"


def test_the_recipients_own_local_part_is_hidden_where_it_stands_alone() -> None:
    assert redacted("User unknown: jdoe", DOMAIN, SECRET, ("jdoe",)) == "User unknown: *"
    assert redacted("jdoexyz stays, a too", DOMAIN, SECRET, ("jdoe", "a")) == "jdoexyz stays, a too"


@given(st.text(max_size=80), st.sampled_from([DOMAIN, HASH]))
def test_any_text_can_be_redacted_twice(text: str, settings: LedgerSettings) -> None:
    once = redacted(text, DOMAIN, SECRET)
    assert redacted(once, DOMAIN, SECRET) == once
    assert isinstance(redacted(text, settings, SECRET), str)


@pytest.mark.parametrize(
    "text", ["a" * 200_000 + " @", "a." * 100_000, '"' * 50_000 + "@x", "%40" * 50_000, "@" * 99_999]
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    start = time.process_time()
    redacted(text, DOMAIN, SECRET)
    assert time.process_time() - start < 2
