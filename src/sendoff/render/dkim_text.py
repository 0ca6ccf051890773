"""DKIM for people: records to publish, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sendoff.config.masking import printable
from sendoff.render.style import Style
from sendoff.reputation.dkim import Record, zone_form
from sendoff.reputation.dkim_rotation import Rotation

_MARKS = {"pass": ("ok", "green"), "fail": ("FAILED", "red"), "unknown": ("unknown", "yellow")}


def to_publish(records: Sequence[tuple[str, str | None]], style: Style) -> Iterator[str]:
    """Yield the records under their heading; never wrapped, so that they can be pasted."""
    yield style.paint("to publish in the DNS", "bold")
    yield from zone(records)


def zone(records: Sequence[tuple[str, str | None]]) -> Iterator[str]:
    """Yield records as lines of a zone file, a comment for each whose key is not made yet."""
    for name, value in records:
        if value is None:
            yield f"; {name}. IN TXT: its key is made by the apply, which then prints the record"
        else:
            yield zone_form(Record(name, value))


def checks(found: Sequence[dict[str, str]], style: Style) -> Iterator[str]:
    """Yield a line for each key, and under it the record to publish where that mends it."""
    for check in found:
        mark, colour = _MARKS[check["result"]]
        yield f"{style.paint(f'{mark:>8}', colour)}  {check['name']}: {printable(check['why'])}"
        if check["mend"]:
            yield f"          {check['mend']}"


def rotation(domain: str, step: Rotation, value: dict[str, Any] | None, records: Sequence[Record]) -> Iterator[str]:
    """Yield the next step of a rotation: why, what to put into the JSON, what to publish, and what comes then."""
    import json  # start-up

    yield f"{domain}: {step.why}"
    if value is not None:
        yield "put this into the JSON, then `sendoff apply`:"
        yield f'  "sendoff::dkim": {json.dumps(value)}'
    if records:
        yield "publish this record:"
        yield from zone(records)
    yield _THEN[step.step].format(domain=domain)


_THEN = {
    "add": "then publish the record that apply prints, and ask again: sendoff dkim rotate {domain}",
    "publish": "then ask again: sendoff dkim rotate {domain}",
    "switch": "then leave both records published for a week, and ask again: sendoff dkim rotate {domain}",
    "wait": "leave both records published, and ask again later: sendoff dkim rotate {domain}",
    "retire": "then take the old record out of the DNS, or publish it with an empty p= (revoked)",
}
