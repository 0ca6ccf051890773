"""Incidents for people: what is blocked, what it means, whose mail it is, and what to do next.

Replies are strangers' words: they come printable and in quotes, on a line of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendoff.config.masking import printable
from sendoff.monitor.check import CRITICAL
from sendoff.monitor.incident import Incident, Met
from sendoff.monitor.incident_who import MOST_VALUES
from sendoff.monitor.incident_words import happens, kind_of, state, untried, whose
from sendoff.render.incidents_json import course
from sendoff.render.moments import MICRO, local, span
from sendoff.render.style import Style
from sendoff.replies.understanding import understand

_LABEL = 12
_NAMED = 3
_WHO = {
    "operator": "whoever runs this server",
    "domain_owner": "the owner of the sending domain",
    "application": "whoever runs the application that sends",
    "recipient": "the recipient",
    "postmaster": "the receiver's postmaster",
    "nobody": "nobody: wait",
}


def text(found: Sequence[Met], now: int, style: Style, *, everything: bool) -> str:
    """Return incidents, the open ones first; `now` in microseconds. `everything`: closed ones were asked for too."""
    if not found:
        asked = "no incident" if everything else "no open incident"
        return style.paint(f"{asked}: no provider is known to block or throttle this server", "green")
    ordered = sorted(found, key=lambda one: not one.incident.open)
    return "\n\n".join("\n".join(_incident(one, now, style)) for one in ordered)


def _incident(met: Met, now: int, style: Style) -> Iterator[str]:
    one, kind = met.incident, kind_of(met.incident)
    yield _head(one, now, style)
    yield from _row("means", kind.meaning, style)
    yield from _row("refused", _refused(one, now), style)
    if one.closed is not None:
        yield from _row("over", f"mail was accepted again at {local(one.closed)}", style)
    elif untried(one, now):
        yield from _row(
            "untried", f"nothing was sent there for {_ago(one.last, now)}; mail that it takes ends this", style
        )
    elif one.accepted_since:
        yield from _row("accepted", f"{one.accepted_since} since, of other sending domains", style)
    else:
        yield from _row("accepted", "nothing since", style)
    yield from _whom(met, style)
    yield from _row("it said", _quoted(one.reply), style)
    yield from _row("who said it", one.relay, style)
    yield from _row("blocked", one.blocked or "", style)
    yield from _row("changed", _changed(one), style)
    if one.open:
        yield from _next(one, style)


def _head(one: Incident, now: int, style: Style) -> str:
    code = f" ({printable(one.provider_code)})" if one.provider_code else ""
    if one.closed is not None:
        took = span((one.closed - one.first) / MICRO)
        return style.paint(f"{printable(whose(one))}{code}: over, {local(one.first)} for {took}", "bold")
    head = f"{printable(happens(one))}{code} since {local(one.first)}, {_ago(one.first, now)} ago"
    return style.paint(head, "red" if state(one, now) == CRITICAL else "yellow")


def _refused(one: Incident, now: int) -> str:
    last = f"the last at {local(one.last)}, {_ago(one.last, now)} ago" if one.open else f"the last at {local(one.last)}"
    again = f"; it was over {_times(one.reopened)} before" if one.reopened else ""
    return f"{_times(one.refused)}, {last}{again}"


def _whom(met: Met, style: Style) -> Iterator[str]:
    one = met.incident
    yield from _row("sent by", _names(met.users, one.users), style)
    yield from _row("domains", _names(met.domains, None), style)
    counts = ((one.senders, "sender"), (one.recipients, "recipient"))
    yield from _row("addresses", ", ".join(_many(count, word) for count, word in counts if count), style)


def _names(found: Sequence[tuple[str, int]], count: int | None) -> str:
    named = [(value, number) for value, number in found if value]
    shown = ", ".join(f"{value} ({number})" for value, number in named[:_NAMED])
    more = (len(named) if count is None else count) - _NAMED
    return shown + (" and others" if more > 0 and shown else "")


def _changed(one: Incident) -> str:
    if one.changed is None:
        return ""
    return f"generation {one.generation} was applied {span((one.first - one.changed) / MICRO)} before it began"


def _next(one: Incident, style: Style) -> Iterator[str]:
    kind, said = kind_of(one), understand(one.reply, relay=one.relay)
    who, step, link = (
        (said.who, said.next_step, said.link) if said.name == one.kind else (kind.who, kind.next_step, None)
    )
    yield from _row("acts", _WHO[who], style)
    yield from _row("next", step, style)
    yield from _row("see", link or "", style)
    name = course(one)
    if name:
        yield from _row("unblock", f"`sendoff case open {name}`", style)


def _row(label: str, value: str, style: Style) -> Iterator[str]:
    if value:
        room = style.width and style.width - _LABEL - 2
        wrapped = Style(width=room).wrap(printable(value), "").split("\n")
        yield f"  {label.ljust(_LABEL)}{wrapped[0]}"
        yield from (f"  {''.ljust(_LABEL)}{more}" for more in wrapped[1:])


def _quoted(said: str) -> str:
    """Return a stranger's words in quotes that they cannot end."""
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _times(count: int) -> str:
    return f"{count:,} time{'' if count == 1 else 's'}"


def _many(count: int, word: str) -> str:
    more = " or more" if count >= MOST_VALUES else ""
    return f"{count:,}{more} {word}{'' if count == 1 else 's'}"


def _ago(moment: int, now: int) -> str:
    return span(max(0.0, (now - moment) / MICRO))
