"""The open incidents in the status, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sendoff.config.masking import printable
from sendoff.render.moments import MICRO, local, span
from sendoff.render.style import Style


def lines(found: Iterable[dict[str, Any]], now: int, style: Style) -> Iterator[str]:
    """Yield a line for each; `found` is as JSON has it, `now` in microseconds."""
    for one in found:
        code = f" ({one['provider_code']})" if one["provider_code"] else ""
        first, last = _moment(one["first"]), _moment(one["last"])
        times = f"{one['refused']:,} refusal{'' if one['refused'] == 1 else 's'}"
        ago = f"the last {span(max(0.0, (now - last) / MICRO))} ago"
        told = f"incident    {one['what']}{code} since {local(first)}: {times}, {ago}; `sendoff incidents`"
        yield style.paint(printable(told), "red")


def _moment(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * MICRO)
