"""Moments as people write them on the command line: `1d`, `90min`, `2026-11-23`, `2026-11-23 14:05`, `yesterday`."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta

from sendoff.config.masking import printable

_UNITS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_AGO = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|m|h|d|w)")


def moment(text: str, now: datetime | None = None) -> int:
    """Return the moment a text means, in microseconds since 1970; without a zone it is this machine's.

    Raises:
        argparse.ArgumentTypeError: it means none.
    """
    now = (now or datetime.now(UTC)).astimezone()
    found = _AGO.fullmatch(text.strip().removesuffix(" ago"))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    named = {"now": now, "today": midnight, "yesterday": midnight - timedelta(days=1)}
    try:
        if found:
            when = now - timedelta(seconds=float(found[1]) * _UNITS[found[2]])
        else:
            when = named.get(text.strip()) or datetime.fromisoformat(text.strip())
        return round((when if when.tzinfo else when.astimezone()).timestamp() * 1_000_000)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no moment; write 2h, 1d, yesterday, 2026-11-23 or 2026-11-23T14:05"
        ) from None


_LONGEST = 86400.0


def seconds(text: str) -> float:
    """Return a number of seconds, a day at most.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{printable(text[:80])!r} is not a number of seconds up to {_LONGEST:g}")
    return found


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add the option that names another ledger."""
    from sendoff.host.paths import LEDGER

    parser.add_argument("--database", metavar="PATH", default=LEDGER, help=f"the ledger (default: {LEDGER})")
