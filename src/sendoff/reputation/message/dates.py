"""Dates of mail (RFC 5322, 3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE = re.compile(
    r"(?:([A-Za-z]{3})\s{0,9},\s{0,9})?(\d{1,2})\s{1,9}([A-Za-z]{3})\s{1,9}(\d{4})\s{1,9}(\d{2}):(\d{2})(?::(\d{2}))?"
    r"\s{1,9}([+-]\d{4}|UT|GMT|[ECMP][SD]T|Z)(?:\s{0,9}\(.{0,99}\))?"
)
_ZONES = {
    "UT": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_LEAP_SECOND = 60


def moment(text: str) -> datetime | None:
    """Return the moment of a date (UTC); None for what is none."""
    found = _DATE.fullmatch(text.strip())
    if found is None or found[3].lower() not in _MONTHS or not found[0].isascii():
        return None
    zone = found[8]
    try:
        if zone[0] in "+-":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:])) * (-1 if zone[0] == "-" else 1)
        else:
            offset = timedelta(hours=_ZONES[zone])
        second = min(int(found[7] or 0), _LEAP_SECOND - 1)
        local = datetime(
            int(found[4]), _MONTHS.index(found[3].lower()) + 1, int(found[2]), int(found[5]), int(found[6]), second,
            tzinfo=timezone(offset),
        )  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def wrong_day(text: str) -> bool:
    """Tell whether a date names another day of the week than it is."""
    found = _DATE.fullmatch(text.strip())
    if found is None or not found[1] or found[3].lower() not in _MONTHS:
        return False
    try:
        day = datetime(int(found[4]), _MONTHS.index(found[3].lower()) + 1, int(found[2]), tzinfo=UTC).weekday()
    except ValueError:
        return False
    return found[1].lower() != _DAYS[day]
