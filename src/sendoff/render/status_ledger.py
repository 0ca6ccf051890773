"""The status of watch and ledger: for programs, and for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sendoff.change.facts import Unknown
from sendoff.config.masking import printable
from sendoff.delivery.gaps import KINDS, STALE, Gap, edges
from sendoff.monitor.check_facts import Health
from sendoff.render.moments import MICRO, iso, local, span
from sendoff.render.style import Style

_DAY = 86_400 * MICRO
_KIB, _UNITS = 1024, ("bytes", "KiB", "MiB", "GiB")


def members(found: Health | Unknown, running: bool | None, now: int) -> dict[str, Any]:
    """Return the members `watch`, `notify`, `ledger` and `ledger_unknown` of the status; `now` in microseconds."""
    known = found if isinstance(found, Health) else None
    read = known.last_read if known else None
    return {
        "watch": {
            "running": running,
            "source": known.source if known else None,
            "source_trouble": known.source_trouble if known else None,
            "last_line": iso(known.last_line) if known else None,
            "last_read": iso(read),
            "fresh": None if known is None else read is not None and now - read <= STALE,
            "trouble": known.trouble if known else None,
        },
        "notify": _notify(known.notify) if known and known.notify else None,
        "ledger": _ledger(known, now) if known else None,
        "ledger_unknown": found.reason if isinstance(found, Unknown) else None,
    }


def _notify(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"places": found["places"], "last": iso(found["last"]), "trouble": found["trouble"]}


def _ledger(found: Health, now: int) -> dict[str, Any]:
    gaps = [*edges(found.begins, found.last_read, None, None, now), *found.gaps]
    return {
        "path": found.path,
        "begins": iso(found.begins),
        "complete": not gaps,
        "gaps": [_gap(gap) for gap in gaps],
        "bytes": found.size,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "what": KINDS.get(gap.kind, gap.kind),
        "since": iso(gap.since),
        "until": iso(gap.until),
        "count": gap.count,
        "example": gap.example,
    }


def lines(found: dict[str, Any], now: int, style: Style) -> Iterator[str]:
    """Yield the lines for people; `found` is the status as JSON has it."""
    watch, ledger = found["watch"], found["ledger"]
    if ledger is None:
        runs = "runs, but " if watch["running"] else ""
        yield style.paint(f"watch       {runs}{printable(found['ledger_unknown'])}", "yellow")
        return
    yield _watch(watch, now, style)
    for name, words in (("source_trouble", "the log cannot be read"), ("trouble", "the ledger cannot be written")):
        if watch[name]:
            yield style.paint(f"            {words}: {printable(watch[name])}", "red")
    yield from _told(found["notify"], style)
    yield _completeness(ledger, now, style)


def _told(notify: dict[str, Any] | None, style: Style) -> Iterator[str]:
    if notify and notify["places"]:
        last = _moment(notify["last"])
        when = "nobody was told of anything yet" if last is None else f"told last {local(last)}"
        yield f"notify      {notify['places']} place{'' if notify['places'] == 1 else 's'}, {when}"
        if notify["trouble"]:
            yield style.paint(f"            {printable(notify['trouble'])}", "red")


def _watch(watch: dict[str, Any], now: int, style: Style) -> str:
    runs = {True: "runs", False: "does not run", None: "whether it runs is not known to this user"}[watch["running"]]
    read = _moment(watch["last_read"])
    last = "the log was never read to its end" if read is None else f"log read up to {_ago(now - read)} ago"
    told = f"watch       {runs}, {last}" + (f" ({printable(watch['source'])})" if watch["source"] else "")
    return told if watch["fresh"] and watch["running"] is not False else style.paint(told, "yellow")


def _completeness(ledger: dict[str, Any], now: int, style: Style) -> str:
    size = f", {_size(ledger['bytes'])}" if ledger["bytes"] is not None else ""
    begins = _moment(ledger["begins"])
    if begins is None:
        return f"ledger      empty: no line was read yet{size}"
    since = f"since {local(begins)}{size}"
    if ledger["complete"]:
        young = now - begins < _DAY
        return f"ledger      {since}, complete{'' if young else ' for the last 24 h'}"
    missing = (style.paint(f"            missing in the last 24 h: {text}", "yellow") for text in _missing(ledger))
    return "\n".join([f"ledger      {since}", *missing])


def _missing(ledger: dict[str, Any]) -> Iterator[str]:
    """Yield the kinds of gaps, each with its number, or, of a time, with its ends."""
    for what in dict.fromkeys(gap["what"] for gap in ledger["gaps"]):
        same = [gap for gap in ledger["gaps"] if gap["what"] == what]
        ends = [_moment(end) or 0 for gap in same for end in (gap["since"], gap["until"])]
        count = sum(gap["count"] for gap in same)
        yield f"{what if what.startswith('a ') else f'{count} {what}'} ({local(min(ends))} to {local(max(ends))})"


def _moment(text: str | None) -> int | None:
    from datetime import datetime  # start-up

    return None if text is None else round(datetime.fromisoformat(text).timestamp() * MICRO)


def _ago(micro: int) -> str:
    return span(max(0.0, micro / MICRO))


def _size(count: int) -> str:
    size, unit = float(count), 0
    while size >= _KIB and unit + 1 < len(_UNITS):
        size, unit = size / _KIB, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit == 0 else f"{size:.1f} {_UNITS[unit]}"
