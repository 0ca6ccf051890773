"""What this server usually does, as the ledger counted it by the hour."""

from __future__ import annotations

import json

from sendoff.host.ledger.reading import Ledger
from sendoff.monitor.check_facts import HOUR, History
from sendoff.monitor.check_usual import HISTORY, hours_of_attempts

_HANDED_IN = ("smtp", "sendmail", "unknown")
"""Ways in which people and programs hand in mail; notices and forwarded mail follow from it."""
_NEWEST = 200


def history(ledger: Ledger, now: int) -> History:
    """Return the counts that `monitor.check_usual` needs; `now` in microseconds.

    Raises:
        HostError: the ledger cannot be read.
    """
    hour = now // HOUR
    newest = _newest_message(ledger)
    first = min(hour, hour if newest is None else newest // HOUR) - HISTORY
    accepted = _accepted(ledger, range(first, hour + 1))
    # The counts remain where messages are trimmed.
    counted = [one * HOUR for one in accepted]
    last = max([*counted, *([] if newest is None else [newest])], default=None)
    begins = ledger.fact("begins")
    first_hour = None if begins is None else -(-begins // HOUR)
    return History(_attempts(ledger, hour), accepted, None if last is None else min(last, now), first_hour)


def _attempts(ledger: Ledger, hour: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in _counts(ledger, "attempts", hours_of_attempts(hour)):
        counts = found.setdefault(row[0], {})
        status = row[1].partition(" ")[0]
        counts[status] = counts.get(status, 0) + row[2]
    return found


def _accepted(ledger: Ledger, hours: range) -> dict[int, int]:
    found: dict[int, int] = {}
    for hour, label, count in _counts(ledger, "accepted", hours):
        if label in _HANDED_IN:
            found[hour] = found.get(hour, 0) + count
    return found


def _counts(ledger: Ledger, name: str, hours: range | list[int]) -> list[tuple[int, str, int]]:
    # The table is ordered by the hour: one look-up for each, past whatever else was counted in it.
    sql = (
        "SELECT t.hour, t.label, t.count FROM json_each(?) h CROSS JOIN tally t "
        "ON t.hour = h.value AND t.name = ? AND t.count > 0"
    )
    return [(row[0], row[1], row[2]) for row in ledger.each(sql, (json.dumps(list(hours)), name))]


def _newest_message(ledger: Ledger) -> int | None:
    """Return when the newest of the messages that were read last was handed in."""
    newest: int | None = ledger.rows(
        "SELECT max(began) AS began FROM (SELECT began, parent_kind FROM message ORDER BY id DESC LIMIT ?) "
        "WHERE parent_kind IS NULL",
        (_NEWEST,),
    )[0]["began"]
    return newest
