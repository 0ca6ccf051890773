"""Deliveries of a span as a change looks at them: one pass over the ledger, counted by what they share."""

from __future__ import annotations

# ruff: noqa: S608 - the SQL is put together from constants of this file; what is asked for goes in as parameters
from collections import Counter
from typing import Any

from sendoff.change.replay.traffic import (
    AT_DOMAINS,
    BY_NOBODY,
    DEFERRED,
    MOST,
    NO_SIZE,
    NULL,
    OTHER,
    OUTSIDE_ASCII,
    OVER_LIMIT,
    REMOTE,
    SAME,
    VIA,
    Kind,
    Traffic,
    Wanted,
)
from sendoff.host.ledger.gaps import unknowns
from sendoff.host.ledger.reading import Ledger

# Mail that went on here, through a content filter or an alias, is a delivery of the message that it went on as.
# The index on last_seen leads to the rows one by one, which costs more than reading them all in their order.
_SPAN = "+d.last_seen BETWEEN ? AND ? AND d.handed_to IS NULL"

_OUTSIDE = "(length(CAST({0} AS BLOB)) <> length({0}))"
_ADDRESSES = "d.local || d.domain || coalesce(m.sender_local, '') || coalesce(m.sender_domain, '')"

_SENDER = "iif(m.sender_domain = '', m.sender_local, m.sender_local || '@' || m.sender_domain)"

_LARGE = f"""SELECT {_SENDER} AS sender, count(*) FROM message m
    JOIN delivery d ON d.id BETWEEN m.id << 20 AND (m.id << 20) + 1048575
    WHERE m.size > ? AND {_SPAN} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST}"""


def traffic(ledger: Ledger, since: int, until: int, wanted: Wanted) -> Traffic:
    """Return the deliveries whose last attempt was in a span (microseconds since 1970).

    Raises:
        HostError: the ledger cannot be read.
    """
    sql, parameters = _query(wanted)
    found = Counter(ledger.tuples(sql, (*parameters, since, until)))
    kinds = {_kind(*row): count for row, count in found.items()}
    gaps = tuple(unknowns(ledger, since, until, until))
    return Traffic(since, until, kinds, gaps, _large(ledger, since, until, wanted, kinds))


def _kind(client: str | None, user: str | None, uid: int | None, *others: Any) -> Kind:
    return Kind(client, f"uid {uid}" if user is None and uid is not None else user, *others)


def _large(
    ledger: Ledger, since: int, until: int, wanted: Wanted, kinds: dict[Kind, int]
) -> tuple[tuple[str, int], ...]:
    if not any(kind.marks & OVER_LIMIT for kind in kinds):
        return ()
    rows = ledger.rows(_LARGE, (wanted.limit, since, until))
    return tuple((row["sender"] or "<>", row["count(*)"]) for row in rows)


def _query(wanted: Wanted) -> tuple[str, list[Any]]:
    """Return the query for the kinds, and its parameters but the span's ends; only what is wanted is looked at."""
    local, _, domain = wanted.sender.rpartition("@")
    parameters: list[Any] = [local, domain.lower()]
    marks = [
        f"(instr(d.relay, ']') > 0 AND instr(d.relay, '[127.') = 0 AND instr(d.relay, '[::1]') = 0"
        f" OR coalesce(d.relay, 'none') = 'none' AND d.provider <> 'local') * {REMOTE}",
        f"(d.attempts > 1 OR d.status = 'deferred') * {DEFERRED}",
        f"(m.size IS NULL) * {NO_SIZE}",
        f"(coalesce(m.client, m.uid, m.sasl_username, m.parent_kind) IS NULL) * {BY_NOBODY}",
    ]
    if wanted.outside_ascii:
        marks.append(f"{_OUTSIDE.format(f'({_ADDRESSES})')} * {OUTSIDE_ASCII}")
    if wanted.limit:
        marks.append(f"coalesce(m.size > ?, 0) * {OVER_LIMIT}")
        parameters.append(wanted.limit)
    if wanted.hosts:
        marks.append(f"coalesce({' OR '.join(['instr(d.relay, ?) = 1'] * len(wanted.hosts))}, 0) * {VIA}")
        parameters += [f"{host}[" for host in wanted.hosts]
    if wanted.domains:
        marks.append(f"(d.domain IN ({', '.join('?' * len(wanted.domains))})) * {AT_DOMAINS}")
        parameters += wanted.domains
    client = "m.client, " if wanted.clients or wanted.submitters else "NULL, "
    user = "m.user, iif(m.user IS NULL, m.uid, NULL), " if wanted.submitters else "NULL, NULL, "
    sasl = "m.sasl_username, " if wanted.clients or wanted.submitters else "NULL, "
    sql = f"""SELECT {client}{user}{sasl}
        CASE WHEN m.sender_domain IS NULL THEN NULL WHEN m.sender_local = '' THEN '{NULL}'
             WHEN m.sender_local = ? AND m.sender_domain = ? THEN '{SAME}' ELSE '{OTHER}' END,
        {"m.sender_domain" if wanted.sender_domains else "NULL"}, {" + ".join(marks)}
        FROM delivery d JOIN message m ON m.id = d.id >> 20 WHERE {_SPAN}"""
    return sql, parameters
