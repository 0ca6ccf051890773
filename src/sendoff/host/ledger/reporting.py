"""What a report needs of the ledger: rows streamed through bounded counters, so that memory stays flat."""

from __future__ import annotations

# ruff: noqa: S608 - the SQL is put together from constants of this file; what is asked for goes in as parameters
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sendoff.delivery.report import VERDICTS, Knowledge, Rejections, Report
from sendoff.delivery.report_counting import Frequent
from sendoff.delivery.report_reasons import reason
from sendoff.delivery.report_rows import KINDS, Counting, Received
from sendoff.delivery.report_usual import HOUR, compared, earliest, sums
from sendoff.host.ledger.gaps import unknowns
from sendoff.host.ledger.reading import Ledger

_BATCH = 5000
_MOST = 0.6

_FINAL = "d.status IN ('sent', 'bounced')"
_GIVEN_UP = "('expired', 'deleted', 'discarded', 'gone')"

# The child of a message that went on here, near in time since short queue ids are used again.
_KNOWN_CHILD = f"""EXISTS (SELECT 1 FROM message c WHERE c.queue_id = d.handed_to AND c.id <> m.id
    AND c.first_seen BETWEEN d.first_seen - {HOUR} AND d.last_seen + {HOUR})"""
_KNOWN_REQUEUED = "EXISTS (SELECT 1 FROM message c WHERE c.parent = m.queue_id AND c.parent_kind = 'requeue')"

_is = VERDICTS.index

# What went through a content filter or an alias was submitted by whoever submitted its parent.
_ROW = f"""
    CASE WHEN d.handed_to IS NOT NULL AND {_KNOWN_CHILD} THEN {10 * KINDS.index("handed")}
         WHEN m.ending = 'requeued' AND NOT {_FINAL} AND {_KNOWN_REQUEUED} THEN {10 * KINDS.index("handed")}
         WHEN m.parent_kind = 'notice' THEN {10 * KINDS.index("notice")} ELSE {10 * KINDS.index("mail")} END +
    CASE WHEN d.handed_to IS NOT NULL AND d.relay = 'local' THEN {_is("unknown")}
         WHEN d.status = 'sent' THEN {_is("sent")} WHEN d.status = 'bounced' THEN {_is("bounced")}
         WHEN m.ending = 'requeued' THEN {_is("queued")} WHEN m.ending = 'expired' THEN {_is("expired")}
         WHEN m.ending IN ('deleted', 'discarded') THEN {_is("deleted")} WHEN m.ended IS NOT NULL THEN {_is("unknown")}
         WHEN m.held IS NOT NULL THEN {_is("held")} WHEN d.status = 'queued' THEN {_is("queued")}
         ELSE {_is("deferred")} END AS what,
    d.last_seen / {HOUR} AS hour, d.provider, d.domain,
    CASE WHEN m.sender_domain <> '' THEN m.sender_local || '@' || m.sender_domain
         WHEN m.sender_local = '' THEN '<>' ELSE m.sender_local END AS sender,
    nullif(m.sender_domain, '') AS sender_domain,
    CASE WHEN p.id IS NULL THEN coalesce(m.user, 'uid ' || m.uid) ELSE coalesce(p.user, 'uid ' || p.uid) END AS user,
    CASE WHEN p.id IS NULL THEN m.sasl_username ELSE p.sasl_username END AS sasl_username,
    CASE WHEN p.id IS NULL THEN iif(m.sasl_username IS NULL, m.client, NULL)
         ELSE iif(p.sasl_username IS NULL, p.client, NULL) END AS client, coalesce(m.script, p.script) AS script,
    d.attempts, m.size, CASE WHEN instr(d.relay, ']:') THEN coalesce(d.tls, '') END AS tls,
    d.delay, d.delay_before_queue_manager, d.delay_queue_manager, d.delay_connection_setup, d.delay_transmission,
    CASE WHEN d.status <> 'sent' OR d.handed_to IS NOT NULL THEN d.reply END AS reply"""

_PARENT = """LEFT JOIN message p ON m.parent IS NOT NULL AND m.parent_kind <> 'notice' AND p.id = (
    SELECT o.id FROM message o WHERE o.queue_id = m.parent AND o.first_seen <= m.last_seen AND o.id <> m.id
    ORDER BY o.first_seen DESC LIMIT 1)"""

# A delivery belongs to the moment of its last attempt; one that was given up, to the moment when it was.
_BY_ATTEMPT = f"""SELECT {_ROW} FROM delivery d JOIN message m ON m.id = d.id >> 20 {_PARENT}
    WHERE {{seen}} >= ? AND {{seen}} < ?
    AND ({_FINAL} OR m.ending IS NULL OR m.ending NOT IN {_GIVEN_UP})"""
_BY_END = f"""SELECT {_ROW.replace("d.last_seen / ", "m.ended / ", 1)}
    FROM message m JOIN delivery d ON d.id BETWEEN m.id << 20 AND (m.id << 20) + 1048575 {_PARENT}
    WHERE m.ending <> 'removed' AND m.ended >= ? AND m.ended < ? AND m.ending IN {_GIVEN_UP} AND NOT {_FINAL}"""

_RECEIVED = f"""SELECT began / {HOUR} AS hour,
    CASE WHEN parent_kind = 'notice' THEN 'notice' WHEN uid IS NOT NULL THEN 'sendmail'
         WHEN client IS NOT NULL THEN 'smtp' ELSE 'unknown' END AS way, count(*), coalesce(sum(size), 0)
    FROM message WHERE began >= ? AND began < ? AND (parent_kind IS NULL OR parent_kind = 'notice')
    GROUP BY 1, 2"""

# last_seen > 0 lets SQLite use the index of the open messages.
_WAITING = """SELECT CASE WHEN m.held IS NOT NULL THEN 'held' ELSE coalesce(d.status, 'queued') END AS state, count(*)
    FROM message m LEFT JOIN delivery d ON d.id BETWEEN m.id << 20 AND (m.id << 20) + 1048575
        AND d.status NOT IN ('sent', 'bounced')
    WHERE m.ended IS NULL AND m.last_seen > 0 AND (d.id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM delivery e WHERE e.id BETWEEN m.id << 20 AND (m.id << 20) + 1048575))
    GROUP BY 1"""

_ATTEMPTS = ("sent", "deferred", "bounced")
_COUNTED = ("received", *_ATTEMPTS, "expired", "rejected")


def report(ledger: Ledger, since: int, until: int, now: int, number: int) -> Report:
    """Return what became of the mail between two moments (µs), with the `number` most frequent of everything.

    Raises:
        HostError: the ledger cannot be read.
    """
    counting = Counting()
    # A plus keeps SQLite from the index.
    seen = "+d.last_seen" if _most(ledger, since, until) else "d.last_seen"
    by_attempt = _BY_ATTEMPT.format(seen=seen)
    for batch in _batches(ledger.each(f"{by_attempt} UNION ALL {_BY_END}", (since, until, since, until))):
        counting.take(batch)
    received = [Received(*row) for row in ledger.rows(_RECEIVED, (since, until))]
    hours, counted_since = _tallies(ledger, earliest(since, until), until)
    tallied = sums(hours, since, until, now, _COUNTED)
    settings = ledger.fact("settings") or {}
    return Report(
        since=since,
        until=until,
        now=now,
        addresses=settings.get("addresses", "full"),
        monitoring=ledger.fact("monitoring"),
        received=_by_way(received),
        received_bytes=sum(entry.size for entry in received if entry.way != "notice"),
        counts=counting.counts("mail"),
        sent_bytes=counting.sent_bytes,
        sent_after_retry=counting.sent_after_retry,
        notices=counting.counts("notice"),
        waiting={"deferred": 0, "held": 0, "queued": 0, **dict(map(tuple, ledger.rows(_WAITING)))},
        attempts=None if tallied is None else {name: round(tallied[name]) for name in _ATTEMPTS},
        rejected=_rejections(ledger, since, until, number),
        usual=compared(since, until, now, known_since=counted_since, hours=hours, names=_COUNTED),
        hours=counting.hours(received),
        by={name: frequent.top(number) for name, frequent in counting.by.items()},
        reasons=counting.reasons(number),
        delays=counting.delays(),
        slowest=counting.slowest(number),
        tls=counting.tls(),
        knowledge=_knowledge(ledger, since, until, now),
    )


def _most(ledger: Ledger, since: int, until: int) -> bool:
    """Tell whether a span is most of the ledger's: then reading all in order is faster than by the index."""
    first, last = (ledger.rows(f"SELECT {which}(last_seen) FROM delivery")[0][0] for which in ("min", "max"))
    return first is not None and min(until, last) - max(since, first) > _MOST * (last - first)


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _by_way(received: Iterable[Received]) -> dict[str, int]:
    found = dict.fromkeys(("sendmail", "smtp", "unknown", "notice"), 0)
    for entry in received:
        found[entry.way] += entry.messages
    return found


def _tallies(ledger: Ledger, since: int, until: int) -> tuple[dict[int, dict[str, int]], int | None]:
    """Return the hourly counts that a report compares, and since when (µs) the hours are counted."""
    hours: dict[int, dict[str, int]] = {}
    sql = """SELECT hour, CASE name WHEN 'attempts' THEN substr(label, 1, instr(label, ' ') - 1)
             WHEN 'accepted' THEN 'received' ELSE name END AS counted, sum(count)
        FROM tally WHERE hour >= ? AND hour <= ? AND hour > 0 AND (name IN ('attempts', 'expired', 'rejected', 'lines')
        OR (name = 'accepted' AND label IN ('smtp', 'sendmail', 'unknown'))) GROUP BY 1, 2"""
    for hour, name, count in ledger.rows(sql, (since // HOUR, until // HOUR)):
        hours.setdefault(hour, {})[name] = count
    first = ledger.rows("SELECT min(hour) FROM tally WHERE hour > 0")[0][0]
    return hours, None if first is None else first * HOUR


def _rejections(ledger: Ledger, since: int, until: int, number: int) -> Rejections:
    reasons, clients, count = Frequent(), Frequent(), 0
    sql = f"""SELECT client, reply, sum(count) FROM rejection
        WHERE hour >= ? AND hour <= ? AND last_seen >= ? AND hour * {HOUR} < ? GROUP BY hour, client, reply"""
    for client, reply, times in ledger.each(sql, (since // HOUR, until // HOUR, since, until)):
        count += times
        reasons.add(reason(reply), "rejected", times)
        clients.add(client, "rejected", times)
    return Rejections(count, reasons.top(number), clients.top(number))


def _knowledge(ledger: Ledger, since: int, until: int, now: int) -> Knowledge:
    return Knowledge(
        begins=ledger.fact("begins"),
        last_line=ledger.fact("last_line"),
        last_read=ledger.fact("last_read"),
        running=_running(ledger.path),
        source=ledger.fact("source"),
        troubles=[str(told) for name in ("trouble", "source_trouble") if (told := ledger.fact(name))],
        gaps=unknowns(ledger, since, None if until >= now else until, now),
    )


def _running(path: str) -> bool | None:
    from sendoff.host.ledger.running import running

    return running(path)
