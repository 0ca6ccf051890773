"""A ledger of version 1 becomes one of version 2 without losing anything, or stays what it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import incidents
from sendoff.host.ledger.reading import ledger
from sendoff.host.ledger.schema import INDEXES, VERSION
from sendoff.host.ledger.writing import Writer

VERSION_1 = """
CREATE TABLE message (
    id            INTEGER PRIMARY KEY,
    queue_id      TEXT NOT NULL,
    instance      TEXT NOT NULL,
    began         INTEGER,
    first_seen    INTEGER NOT NULL,
    last_seen     INTEGER NOT NULL,
    ended         INTEGER,
    ending        TEXT,
    held          INTEGER,
    sender_local  TEXT COLLATE NOCASE,
    sender_domain TEXT,
    size          INTEGER,
    nrcpt         INTEGER,
    message_id    TEXT,
    uid           INTEGER,
    user          TEXT,
    client        TEXT,
    sasl_username TEXT,
    header_from   TEXT,
    script        TEXT,
    parent        TEXT,
    parent_kind   TEXT,
    next_retry    INTEGER
) STRICT;
CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,
    local         TEXT NOT NULL COLLATE NOCASE,
    domain        TEXT NOT NULL,
    slot          TEXT NOT NULL,
    original      TEXT COLLATE NOCASE,
    status        TEXT NOT NULL,
    attempts      INTEGER NOT NULL,
    tries         TEXT NOT NULL,
    reply         TEXT,
    dsn           TEXT,
    relay         TEXT,
    tls           TEXT,
    tried         TEXT,
    delay         REAL,
    delay_before_queue_manager REAL,
    delay_queue_manager        REAL,
    delay_connection_setup     REAL,
    delay_transmission         REAL,
    first_seen    INTEGER NOT NULL,
    last_seen     INTEGER NOT NULL,
    generation    INTEGER,
    provider      TEXT NOT NULL,
    handed_to     TEXT
) STRICT;
CREATE TABLE rejection (
    hour      INTEGER NOT NULL,
    client    TEXT NOT NULL,
    sender    TEXT NOT NULL COLLATE NOCASE,
    recipient TEXT NOT NULL COLLATE NOCASE,
    reply     TEXT NOT NULL,
    count     INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (hour, client, sender, recipient, reply)
) STRICT, WITHOUT ROWID;
CREATE TABLE gap (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    example TEXT NOT NULL
) STRICT;
CREATE TABLE tally (
    hour  INTEGER NOT NULL,
    name  TEXT NOT NULL,
    label TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, name, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE place (source TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIEW fate AS SELECT d.id, d.id >> 20 AS message, d.reply, m.queue_id
FROM delivery d JOIN message m ON m.id = d.id >> 20;
PRAGMA user_version = 1;
INSERT INTO message (id, queue_id, instance, began, first_seen, last_seen, sender_local, sender_domain, size, nrcpt,
    uid)
VALUES (1, '4A11111', 'postfix', 1795000000000000, 1795000000000000, 1795000001000000, 'shop', 'example.net', 900, 1,
    33);
INSERT INTO delivery (id, local, domain, slot, status, attempts, tries, reply, dsn, relay, delay, first_seen, last_seen,
    provider)
VALUES (1048576, 'customer', 'example.org', '', 'deferred', 1, '0badcafe', 'host mx said: 450 later', '4.0.0',
    'mx.example.org[192.0.2.7]:25', 1.0, 1795000001000000, 1795000001000000, 'other');
INSERT INTO tally VALUES (498611, 'attempts', 'deferred other', 1);
INSERT INTO place VALUES ('/var/log/mail.log', '{"offset": 77}');
INSERT INTO fact VALUES ('begins', '1795000000000000'), ('last_line', '1795000001000000');
"""
"""The tables as version 1 had them, and one message that waits."""


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "ledger.db")
    with closing(sqlite3.connect(path)) as base:
        base.executescript(VERSION_1)
    return path


def rows(path: str, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as base:
        return base.execute(sql).fetchall()


def test_the_writer_brings_it_up_to_date_and_goes_on_where_it_was(database: str) -> None:
    writer = Writer(database)
    assert writer.place("/var/log/mail.log") == {"offset": 77}
    line = (
        "2026-11-18T11:11:11+00:00 web1 postfix/smtp[9]: 4A11111: to=<customer@example.org>,"
        " relay=mx.example.org[192.0.2.7]:25, delay=99, delays=1/1/1/1, dsn=5.2.2, status=bounced"
        " (host mx.example.org[192.0.2.7] said: 552 5.2.2 mailbox full (in reply to RCPT TO command))\n"
    )
    writer.take("log", line.encode(), {}, 1_800_000_000.0)
    writer.close()
    assert rows(database, "PRAGMA user_version") == [(VERSION,)]
    assert rows(database, "SELECT queue_id, verdict, attempts, class FROM fate") == [("4A11111", "bounced", 2, "full")]
    with ledger(database) as source:
        assert incidents(source) == []


def test_what_was_refused_before_has_no_class_and_all_else_as_it_was(database: str) -> None:
    before = rows(database, "SELECT * FROM message")
    Writer(database).close()
    assert rows(database, "SELECT * FROM message") == before
    assert rows(database, "SELECT reply, class, provider_code FROM delivery") == [
        ("host mx said: 450 later", None, None)
    ]
    assert rows(database, "SELECT * FROM tally") == [(498611, "attempts", "deferred other", 1)]
    assert {row[0] for row in rows(database, "SELECT name FROM sqlite_master WHERE type = 'index'")} >= set(INDEXES)


def test_it_has_all_that_a_new_one_has(database: str, tmp_path: Path) -> None:
    Writer(database).close()
    new = str(tmp_path / "new.db")
    Writer(new).close()
    columns = 'SELECT m.name, p.name, p.type, p."notnull" FROM sqlite_master m, pragma_table_info(m.name) p'
    assert set(rows(database, columns)) == set(rows(new, columns))


def test_a_reader_says_what_to_do(database: str) -> None:
    with pytest.raises(HostError, match="version 1") as caught, ledger(database):
        pass
    assert "sendoff watch" in caught.value.mend


def test_one_that_cannot_be_brought_up_to_date_stays_as_it_was(database: str) -> None:
    with closing(sqlite3.connect(database)) as base:
        base.executescript("CREATE TABLE incident (id INTEGER PRIMARY KEY)")  # somebody's own
    with pytest.raises(HostError, match="cannot be used"):
        Writer(database)
    assert rows(database, "PRAGMA user_version") == [(1,)]
    assert "class" not in {row[1] for row in rows(database, "PRAGMA table_info(delivery)")}
    assert rows(database, "SELECT queue_id FROM fate") == [("4A11111",)]
