"""The domains that this server sends as: from the ledger."""

from __future__ import annotations

import time

from sendoff.config.values.hosts import is_server_name

_DAYS = 7
_MOST = 100
_MICROSECONDS = 1_000_000


def sent_lately(database: str, days: int = _DAYS) -> list[str]:
    """Return the envelope sender domains of the last days, those with most mail first.

    Raises:
        HostError: the ledger cannot be read.
    """
    from sendoff.host.ledger.reading import ledger

    since = round((time.time() - days * 86400) * _MICROSECONDS)
    with ledger(database) as opened:
        rows = opened.rows(
            "SELECT lower(sender_domain) AS domain, count(*) AS mails FROM message"
            " WHERE last_seen >= ? AND sender_domain <> '' GROUP BY 1 ORDER BY mails DESC, domain LIMIT ?",
            (since, _MOST),
        )
    return [row["domain"] for row in rows if not row["domain"].isascii() or is_server_name(row["domain"])]
