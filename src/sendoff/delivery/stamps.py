"""The time in front of a log line, as microseconds since 1970.

Traditional stamps have neither year nor zone. The year follows from the newest that the line can be; the zone is this
machine's; of the hour that comes twice in autumn, the reading is taken that keeps the log in order.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MICRO = 1_000_000
_RFC3339 = 32
_DAY = 86400.0
_SLACK = 60.0


class Stamps:
    """Reads stamps; nearly all lines share their second with the one before, so seconds are remembered.

    `latest` is seconds since 1970: nothing in this part of the log is later.
    """

    def __init__(self, latest: float) -> None:
        self._latest = latest
        self._last = 0.0
        self._known: dict[str, int] = {}

    def rfc3339(self, stamp: str) -> int:
        """Return the moment of `2026-11-23T14:05:09.123456+01:00`; the fraction may be missing or shorter.

        Raises:
            ValueError: it is no such stamp.
        """
        if len(stamp) == _RFC3339:
            second = stamp[:19] + stamp[26:]
            base = self._known.get(second)
            if base is not None:
                return base + int(stamp[20:26])
        found = datetime.fromisoformat(stamp.replace(",", "."))
        if found.tzinfo is None:
            found = found.astimezone()
        base = (found.replace(microsecond=0) - _EPOCH) // _MICROSECOND
        if len(stamp) == _RFC3339:
            self._remember(stamp[:19] + stamp[26:], base)
        return base + found.microsecond

    def traditional(self, stamp: str) -> int:
        """Return the moment of `Nov 23 14:05:09`.

        Raises:
            ValueError: it is no such stamp.
        """
        known = self._known.get(stamp)
        if known is not None:
            return known
        found = self._seconds(stamp)
        self._last = max(self._last, found)
        return self._remember(stamp, round(found) * MICRO)

    def _remember(self, stamp: str, moment: int) -> int:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[stamp] = moment
        return moment

    def _seconds(self, stamp: str) -> float:
        month = _MONTHS.get(stamp[:3], 0)
        day, (hour, minute, second) = int(stamp[4:6]), map(int, stamp[7:].split(":"))
        newest = datetime.fromtimestamp(self._latest, UTC).year + 1
        for year in range(newest, newest - _YEARS, -1):
            try:
                naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 # the log says no zone: this machine's
            except ValueError:
                if (month, day) == _LEAP_DAY:
                    continue
                raise ValueError(stamp) from None
            seconds = naive.timestamp()
            if seconds <= self._latest + _DAY:
                return self._in_order(naive, seconds)
        raise ValueError(stamp)

    def _in_order(self, naive: datetime, first: float) -> float:
        """Of the two readings of an hour that the clock went through twice, return the one that fits."""
        second = naive.replace(fold=1).timestamp()
        if second == first or second > self._latest + _SLACK:
            return first
        return second if not self._last or first < self._last - _SLACK else first


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_LEAP_DAY = (2, 29)
_YEARS = 9
_REMEMBERED = 4096
