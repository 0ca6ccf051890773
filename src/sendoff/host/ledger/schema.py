"""The tables of the ledger.

Times are whole microseconds since 1970 (UTC). Everything that a line may not have told is NULL: unknown is not empty
and not 0. Addresses stand as their local part and their domain, since people ask for both.

A delivery's id is its message's id times 2**20, plus its number in that message: so a message's deliveries are a range
of ids and need no index of their own.
"""

from __future__ import annotations

VERSION = 2
"""What `PRAGMA user_version` says of a ledger that this code understands."""

DELIVERIES_OF_A_MESSAGE = 1 << 20

_TABLES = """
CREATE TABLE message (
    id            INTEGER PRIMARY KEY,
    queue_id      TEXT NOT NULL,
    instance      TEXT NOT NULL,     -- the syslog name up to its first slash: postfix
    began         INTEGER,           -- when it was handed in; NULL where the log does not have its beginning
    first_seen    INTEGER NOT NULL,
    last_seen     INTEGER NOT NULL,
    ended         INTEGER,           -- when it left the queue; NULL while Postfix keeps it
    ending        TEXT,              -- removed, expired, deleted, requeued, discarded, gone (no line said why)
    held          INTEGER,           -- on hold since
    sender_local  TEXT COLLATE NOCASE,  -- envelope sender; both empty: the null sender
    sender_domain TEXT,
    size          INTEGER,           -- bytes
    nrcpt         INTEGER,           -- recipients when it first entered the active queue
    message_id    TEXT,
    uid           INTEGER,           -- handed in by sendmail(1) as this user
    user          TEXT,              -- that user's name when the line was read
    client        TEXT,              -- handed in by SMTP: name[address]
    sasl_username TEXT,
    header_from   TEXT,              -- with sendoff::log_headers
    script        TEXT,              -- PHP's originating script, likewise
    parent        TEXT,              -- queue id of the message that this one comes from
    parent_kind   TEXT,              -- notice (bounce or delay), forward, requeue, filter
    next_retry    INTEGER            -- as the queue said when it was last looked at
) STRICT;

CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,   -- message * 2**20 + number
    local         TEXT NOT NULL COLLATE NOCASE,  -- the recipient
    domain        TEXT NOT NULL,         -- in small letters; empty for an address without one
    slot          TEXT NOT NULL,         -- tells recipients of an open message apart whose local parts are not kept
    original      TEXT COLLATE NOCASE,   -- the recipient before aliases and rewriting, where it differs
    status        TEXT NOT NULL,         -- of the last attempt: sent, deferred, bounced; queued before the first
    attempts      INTEGER NOT NULL,
    tries         TEXT NOT NULL,         -- eight hex digits for each attempt, by which a line is known when read again
    reply         TEXT,                  -- the last attempt's reason, the remote's own words in it
    dsn           TEXT,
    relay         TEXT,
    tls           TEXT,
    tried         TEXT,                  -- other hosts that were tried in the last attempt, and what they said
    delay         REAL,                  -- seconds since arrival; the four of delays follow
    delay_before_queue_manager REAL,
    delay_queue_manager        REAL,
    delay_connection_setup     REAL,
    delay_transmission         REAL,
    first_seen    INTEGER NOT NULL,
    last_seen     INTEGER NOT NULL,
    generation    INTEGER,               -- the configuration that was live at the last attempt
    provider      TEXT NOT NULL,         -- of the next hop (replies/providers.py)
    handed_to     TEXT,                  -- queue id on this server under which it goes on
    class         TEXT,                  -- of the last attempt's reply (replies/classes.py); NULL for sent and queued
    provider_code TEXT                   -- the provider's own code in that reply: S3140
) STRICT;

-- Mail that this server did not take: nobody's delivery, but the answer to "where is it?". Grouped by the hour.
CREATE TABLE rejection (
    hour      INTEGER NOT NULL,          -- hours since 1970
    client    TEXT NOT NULL,
    sender    TEXT NOT NULL COLLATE NOCASE,
    recipient TEXT NOT NULL COLLATE NOCASE,
    reply     TEXT NOT NULL,
    count     INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (hour, client, sender, recipient, reply)
) STRICT, WITHOUT ROWID;

-- What is not known: kinds are those of delivery/gaps.py.
CREATE TABLE gap (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    example TEXT NOT NULL
) STRICT;

-- Counters by the hour of the log; hour 0 holds those whose hours were dropped, so that sums only grow.
CREATE TABLE tally (
    hour  INTEGER NOT NULL,
    name  TEXT NOT NULL,                 -- of delivery/tallies.py
    label TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, name, label)
) STRICT, WITHOUT ROWID;

-- How far each log was read: JSON, one row for each log. Written in the same transaction as what was read.
CREATE TABLE place (
    source TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Single facts, as JSON: created, begins, last_line, last_read, settings, secret, processes, trouble, queue ...
CREATE TABLE fact (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_INCIDENTS = """
-- A provider that blocks or throttles this server or a domain of it (monitor/incidents.py).
-- Of a blocklist that several servers name, `provider` is its name and `part` is blocklist.
CREATE TABLE incident (
    id             INTEGER PRIMARY KEY,
    provider       TEXT NOT NULL,        -- of replies/providers.py, or the blocklist that several servers name
    part           TEXT NOT NULL,        -- of its separate mail systems; empty where there is one only
    class          TEXT NOT NULL,        -- of replies/classes.py
    provider_code  TEXT,
    first          INTEGER NOT NULL,     -- the first refusal, and the last
    last           INTEGER NOT NULL,
    closed         INTEGER,              -- when mail was accepted again; NULL while it is open
    refused        INTEGER NOT NULL,
    accepted_since INTEGER NOT NULL,     -- mails that the provider accepted after the last refusal, up to the closing
    generation     INTEGER,              -- the configuration that was applied last before the first refusal
    changed        INTEGER,              -- when that was, if within a day before
    reply          TEXT NOT NULL,        -- the first refusal's, as the ledger's privacy keeps it
    relay          TEXT NOT NULL,        -- who said it
    blocked        TEXT,                 -- the address or domain that the reply names as blocked
    reopened       INTEGER NOT NULL,
    domain         TEXT NOT NULL,        -- of the sender that was refused last
    told_open      INTEGER,              -- when a person was told, of the beginning and of the end
    told_closed    INTEGER
) STRICT;

-- Who was refused, by kind: sender, user, recipient, domain (of the sender), server (whose words they were).
-- At most 1000 of a kind; the value '' counts the rest.
CREATE TABLE incident_who (
    incident INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    value    TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (incident, kind, value)
) STRICT, WITHOUT ROWID;
"""

_VIEW = """
CREATE VIEW fate AS
SELECT d.id, d.id >> 20 AS message,
       CASE d.domain WHEN '' THEN d.local ELSE d.local || '@' || d.domain END AS recipient, d.domain, d.original,
       CASE WHEN d.status IN ('sent', 'bounced') THEN d.status
            WHEN m.ending = 'requeued' THEN 'queued'
            WHEN m.ending = 'expired' THEN 'expired'
            WHEN m.ending IN ('deleted', 'discarded') THEN 'deleted'
            WHEN m.ended IS NOT NULL THEN 'unknown'
            WHEN m.held IS NOT NULL THEN 'held'
            ELSE d.status END AS verdict,
       d.attempts, d.reply, d.dsn, d.relay, d.tls, d.tried, d.delay, d.delay_before_queue_manager,
       d.delay_queue_manager, d.delay_connection_setup, d.delay_transmission, d.first_seen, d.last_seen, d.generation,
       d.provider, d.handed_to, d.class, d.provider_code,
       m.queue_id, m.instance, m.began, m.first_seen AS message_first_seen, m.last_seen AS message_last_seen, m.ended,
       m.ending, m.held,
       CASE m.sender_domain WHEN '' THEN m.sender_local ELSE m.sender_local || '@' || m.sender_domain END AS sender,
       m.sender_domain, m.size, m.nrcpt, m.message_id, m.uid, m.user, m.client, m.sasl_username, m.header_from,
       m.script, m.parent, m.parent_kind, m.next_retry
FROM delivery d JOIN message m ON m.id = d.id >> 20;
"""

INDEXES = {
    "message_queue_id": "CREATE INDEX IF NOT EXISTS message_queue_id ON message (queue_id)",
    "message_message_id": "CREATE INDEX IF NOT EXISTS message_message_id ON message (message_id)",
    "message_sender": "CREATE INDEX IF NOT EXISTS message_sender ON message (sender_domain, sender_local)",
    "message_parent": "CREATE INDEX IF NOT EXISTS message_parent ON message (parent) WHERE parent IS NOT NULL",
    "message_open": "CREATE INDEX IF NOT EXISTS message_open ON message (last_seen) WHERE ended IS NULL",
    "message_began": "CREATE INDEX IF NOT EXISTS message_began ON message (began)",
    "message_ending": "CREATE INDEX IF NOT EXISTS message_ending ON message (ended) WHERE ending <> 'removed'",
    "delivery_address": "CREATE INDEX IF NOT EXISTS delivery_address ON delivery (domain, local)",
    "delivery_original": "CREATE INDEX IF NOT EXISTS delivery_original ON delivery (original)"
    " WHERE original IS NOT NULL",
    "delivery_last_seen": "CREATE INDEX IF NOT EXISTS delivery_last_seen ON delivery (last_seen)",
    "rejection_recipient": "CREATE INDEX IF NOT EXISTS rejection_recipient ON rejection (recipient)",
    "rejection_sender": "CREATE INDEX IF NOT EXISTS rejection_sender ON rejection (sender)",
    "gap_until": "CREATE INDEX IF NOT EXISTS gap_until ON gap (until)",
    "incident_key": "CREATE INDEX IF NOT EXISTS incident_key ON incident (provider, part, class, first)",
    "incident_open": "CREATE INDEX IF NOT EXISTS incident_open ON incident (last) WHERE closed IS NULL",
}
"""Every index by its name; with the statement that makes it where it is missing."""

MADE_LATER = (
    "message_message_id",
    "message_sender",
    "message_began",
    "delivery_address",
    "delivery_original",
    "delivery_last_seen",
)
"""Indexes that only questions need; the others are needed to write."""

TABLES = "".join((_TABLES, _INCIDENTS, *(f"{index};\n" for index in INDEXES.values()), _VIEW))
"""Everything that makes an empty ledger."""

UPGRADE = f"""
ALTER TABLE delivery ADD COLUMN class TEXT;
ALTER TABLE delivery ADD COLUMN provider_code TEXT;
DROP VIEW fate;
{_INCIDENTS}
{_VIEW}
"""
"""What brings a ledger of version 1 to version 2. Refusals of before have no class: their words stand as they are."""
