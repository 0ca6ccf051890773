"""A replay for people: what the new configuration would have done to the mail of the last days."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.replay import Replay
from sendoff.change.replay.traffic import Counted
from sendoff.config.masking import printable
from sendoff.render.figures import number
from sendoff.render.gap_words import sentences
from sendoff.render.moments import MICRO, local, span
from sendoff.render.style import Style

_ROOM = 9


def lines(found: Replay, style: Style) -> Iterator[str]:
    """Yield the lines of a replay."""
    traffic = found.traffic
    length = span((traffic.until - traffic.since) / MICRO)
    yield style.paint(f"the mail of the last {length}, sent again by this configuration", "bold")
    yield f"  {number(traffic.deliveries)} deliveries since {local(traffic.since)}; of these"
    for each in found.counted:
        yield from _counted(each, style)
    if not found.counted:
        yield "  all would go as they went: nothing that the change touches can be counted"
    yield from _completeness(found, style)


def _counted(found: Counted, style: Style) -> Iterator[str]:
    colours = ("yellow",) if found.deliveries else ("dim",)
    yield f"  {style.paint(f'{number(found.deliveries):>{_ROOM}}', *colours)}  {printable(found.text)}"
    if found.examples:
        named = ", ".join(f"{printable(name)} {number(count)}" for name, count in found.examples)
        yield style.wrap(named, " " * (_ROOM + 4))
    if found.unknown:
        yield f"  {'unknown':>{_ROOM}}  {number(found.unknown)} more: {printable(found.why)}"


def _completeness(found: Replay, style: Style) -> Iterator[str]:
    if not found.traffic.gaps:
        yield "  complete: the ledger misses nothing of this time"
        return
    yield style.paint("  not complete: there may have been more", "yellow")
    yield from (f"    {line}" for line in sentences(found.traffic.gaps))


def in_short(found: Counted, of: int) -> str:
    """Return what was counted for a consequence, in one sentence."""
    unknown = f", {number(found.unknown)} unknown" if found.unknown else ""
    return f"counted: {number(found.deliveries)} of {number(of)} deliveries{unknown}"
