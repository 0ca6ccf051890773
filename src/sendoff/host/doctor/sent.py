"""What the ledger shows was really sent lately: domains of envelope and header From, and how much to whom."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any

from sendoff.host.doctor import Asking, in_thread
from sendoff.host.errors import HostError
from sendoff.host.ledger.reading import ledger
from sendoff.reputation.facts import Pair, Sent
from sendoff.reputation.names import ascii_name

_DAY = 86_400_000_000
_DAYS = 30
_SHARE = 0.5
"""Of the run's time: without a domain named, DNS is asked only when the ledger has told them."""
_ROWS = f"""SELECT m.sender_domain AS envelope, coalesce(m.header_from, '') AS header, d.provider AS provider,
    d.last_seen / {_DAY} AS day, count(*) AS count
    FROM delivery d JOIN message m ON m.id = d.id >> 20
    WHERE d.last_seen >= ? AND d.status = 'sent' AND d.handed_to IS NULL AND d.provider <> 'local'
    AND m.sender_domain <> '' GROUP BY 1, 2, 3, 4"""  # noqa: S608 - only our own numbers


async def gather(asking: Asking) -> Sent:
    """Return what was sent in the last thirty days."""
    try:
        return await asyncio.wait_for(in_thread(lambda: _read(asking.order.database)), asking.left() * _SHARE)
    except HostError as error:
        return Sent(unknown=error.what)
    except TimeoutError:
        return Sent(unknown="the ledger did not answer in time")


def _read(path: str) -> Sent:
    since = time.time_ns() // 1000 - _DAYS * _DAY
    with ledger(path) as opened:
        return counted(since, opened.each(_ROWS, (since,)))


def counted(since: int, rows: Iterable[Any]) -> Sent:
    """Return what rows of envelope, header, provider, day and count come to."""
    pairs: Counter[tuple[str, str]] = Counter()
    days: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        envelope, header = ascii_name(row["envelope"]), from_domain(row["header"])
        pairs[envelope, header] += row["count"]
        days[header or envelope, row["provider"], row["day"]] += row["count"]
    most: dict[tuple[str, str], int] = {}
    for (domain, provider, _), count in days.items():
        most[domain, provider] = max(count, most.get((domain, provider), 0))
    return Sent(since, tuple(Pair(*pair, count) for pair, count in pairs.most_common()), most)


def from_domain(header: str) -> str:
    """Return the domain of a header From; empty where there is none to be read."""
    return ascii_name(parseaddr(header)[1].rpartition("@")[2]) if "@" in header else ""
