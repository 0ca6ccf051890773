"""The hours or days of a report, every one of them, also those without mail."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from sendoff.delivery.report import Report
from sendoff.delivery.report_usual import DAY, HOUR

_HOURS_SHOWN = 72 * HOUR
_MICRO = 1_000_000


def periods(report: Report) -> tuple[int, list[tuple[int, dict[str, int]]]]:
    """Return the unit (µs: an hour or a day), and each period's start (µs) with its counts, the oldest first.

    Days are those of this machine's time zone. Where the span is longer than what the ledger has, it begins there.
    """
    begins = report.knowledge.begins
    since = report.since if begins is None else min(max(report.since, begins), report.until)
    hours = range(since // HOUR, -(-report.until // HOUR))
    if report.until - since <= _HOURS_SHOWN:
        return HOUR, [(hour * HOUR, report.hours.get(hour, {})) for hour in hours]
    days: dict[int, Counter[str]] = {}
    for hour in hours:
        days.setdefault(_midnight(hour), Counter()).update(report.hours.get(hour, {}))
    return DAY, [(start, dict(counts)) for start, counts in sorted(days.items())]


def _midnight(hour: int) -> int:
    when = datetime.fromtimestamp(hour * HOUR // _MICRO, UTC).astimezone()
    day = when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return round(day.astimezone().timestamp()) * _MICRO
