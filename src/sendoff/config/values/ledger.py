"""What the ledger keeps of each delivery, and where its figures can be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sendoff.config.document import Json, Members
from sendoff.config.masking import shown
from sendoff.config.report import Path, Report
from sendoff.config.values.hosts import MAX_PORT, ip_address
from sendoff.config.values.text import type_name

ADDRESSES = ("full", "domain", "hash")
MAX_DAYS = 3650
MIN_MEGABYTES = 16
OFF = "off"
DEFAULT_LISTEN = "127.0.0.1:9725"

_MEND = "Write 127.0.0.1:9725, [::1]:9725, another address of this server with a port, or off."


class Ledger(NamedTuple):
    """How long deliveries are kept (days), how much of their addresses, and how large it may become (10**6 bytes)."""

    retention_days: int = 30
    addresses: str = "full"
    max_megabytes: int = 1024


def ledger(value: Json, report: Report) -> Ledger | None:
    """Parse an object with any of the ledger's members; those that are not given have their default."""
    if not isinstance(value, Members):
        mend = 'Write an object, for example {"retention_days": 90}.'
        report.add("wrong-type", f"{type_name(value)} where an object is expected", mend=mend)
        return None
    for name in value.repeated:
        report.add("duplicate-key", f"{_named(name)} stands twice", ((name,),))
    found: dict[str, Any] = {}
    for name, given in value.items():
        parse = _MEMBERS.get(name)
        if parse is None:
            _unknown(name, report)
            continue
        found[name] = parse(given, report, (name,))
    return None if report.problems else Ledger(**found)


def _named(name: str) -> str:
    # A name that is none of ours may be a misplaced password.
    return name if name in _MEMBERS else "a member"


def _unknown(name: str, report: Report) -> None:
    from difflib import get_close_matches  # start-up: only for a mistake

    near = get_close_matches(name.strip().lower().replace("-", "_")[:100], _MEMBERS)
    mend = f"Did you mean {near[0]}? " if near else ""
    what = f"{shown(name) if near else 'this'} is not a member of {report.key}"
    report.add("unknown-member", what, ((name,),), mend=f"{mend}The members are {', '.join(_MEMBERS)}.")


def _whole(least: int, most: int | None, unit: str) -> Callable[[Json, Report, Path], int | None]:
    """Return a parser of a whole number in a range."""
    span = f"{least} to {most}" if most else f"{least} or more"
    mend = f"Write a whole number of {unit}, without quotes: {span}."

    def parse(value: Json, report: Report, path: Path) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            fraction = isinstance(value, float)
            what = "a number with a fraction or an exponent" if fraction else type_name(value)
            report.add("wrong-type", f"{what} where a number of {unit} is expected", path, mend=mend)
            return None
        if value < least or (most and value > most):
            report.add("bad-number", f"{shown(value)} {unit} where {span} are possible", path, mend=mend)
            return None
        return value

    return parse


def _addresses(value: Json, report: Report, path: Path) -> str | None:
    if isinstance(value, str) and value in ADDRESSES:
        return value
    named = type_name(value) if not isinstance(value, str) else f'"{shown(value)}"' if value else "an empty text"
    mend = 'Write "full", "domain" or "hash".'
    report.add("bad-choice", f"{named} is not one of: {', '.join(ADDRESSES)}", path, mend=mend)
    return None


_MEMBERS: dict[str, Callable[[Json, Report, Path], int | str | None]] = {
    "retention_days": _whole(1, MAX_DAYS, "days"),
    "addresses": _addresses,
    "max_megabytes": _whole(MIN_MEGABYTES, None, "megabytes"),
}


def listen(value: Json, report: Report) -> str | None:
    """Parse an address with a port into `address:port` or `[address]:port`; empty for `off` and false."""
    if value is False or value == OFF:
        return ""
    if not isinstance(value, str):
        what = "true" if value is True else type_name(value)
        report.add("wrong-type", f"{what} where an address and a port are expected", mend=_MEND)
        return None
    fault, found = _listen(value.strip(" "))
    if fault:
        report.add("bad-listen", f"{shown(value)} {fault}")
        return None
    return found


def _listen(text: str) -> tuple[str, str]:
    """Return what is wrong with a place to listen, and its canonical form."""
    if text.isdigit() and text.isascii():
        return "is a port without an address", ""
    if ip_address(text) or ip_address(text.strip("[]")):
        bare = ":" in text and not text.startswith("[")
        return "is an IPv6 address, which needs brackets and a port" if bare else "has no port", ""
    host, _, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    address = ip_address(host[1:-1] if bracketed else host)
    if address is None:
        return "is not an address and a port", ""
    if (":" in address) != bracketed:
        return "needs brackets around an IPv6 address, and only there", ""
    if not (port.isascii() and port.isdigit() and len(port) <= len(str(MAX_PORT)) and 1 <= int(port) <= MAX_PORT):
        return f"has no valid port (1 to {MAX_PORT})", ""
    return "", f"[{address}]:{int(port)}" if bracketed else f"{address}:{int(port)}"
