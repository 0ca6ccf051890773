"""The status for people: one line for each thing, the worst in red."""

from __future__ import annotations

from typing import Any

from sendoff.config.masking import printable
from sendoff.render import on_block_text, status_cases, status_incidents, status_ledger
from sendoff.render.style import Style


def text(found: dict[str, Any], now: int, style: Style) -> str:
    """Return the status (its shape is that of `sendoff status --json`); `now` in microseconds."""
    lines = [_applied(found, style)]
    for drift in found["drift"]:
        live = "(not set)" if drift["live"] is None else drift["live"] or "(empty)"
        lines.append(style.paint(f"drift       {drift['parameter']} = {printable(live)}", "yellow"))
        lines.append(f"            applied was {drift['applied'] or '(empty)'}; in force: {drift['wins']}")
    if found["under_way"]:
        lines.append(style.paint(f"under way   process {found['under_way']} is changing this machine", "yellow"))
    if found["half_done"]:
        half = found["half_done"]
        lines.append(style.paint(f"half done   an apply begun {half['started']} did not finish", "red"))
        lines.append("            the next `sendoff apply` undoes it first")
    lines += [_postfix(found["postfix"], style), _queue(found, style), *status_ledger.lines(found, now, style)]
    lines += status_incidents.lines(found["incidents"] or (), now, style)
    lines += status_cases.lines(found, style)
    for one in found["on_block"]["on"]:
        lines.append(style.paint(f"on block    {on_block_text.line(one)}", "yellow"))
    if found["monitoring"] is False:
        lines.append("monitoring  off by postfix::monitoring")
    lines += [f"unknown     {printable(told)} (when it was applied)" for told in found["unknown"]]
    return "\n".join(lines)


def _applied(found: dict[str, Any], style: Style) -> str:
    if found["generation"] is None:
        return style.paint("applied     nothing yet", "yellow")
    drifted = style.paint("drifted", "yellow") if found["drift"] else style.paint("as applied", "green")
    reason = printable(found["reason"])
    return f"applied     generation {found['generation']} since {found['applied']} ({reason}), {drifted}"


def _postfix(postfix: dict[str, Any], style: Style) -> str:
    if not postfix["installed"]:
        return style.paint("Postfix     not installed", "red")
    if not postfix["running"]:
        return style.paint(f"Postfix     {postfix['version']} does not run", "red")
    places = ", ".join(postfix["listening"]) or style.paint("nothing", "red")
    return f"Postfix     {postfix['version']} runs (process {postfix['pid']}), listens on {places}"


def _queue(found: dict[str, Any], style: Style) -> str:
    if found["queue"] is None:
        return style.paint(f"queue       unknown: {found['queue_unknown']}", "yellow")
    counts = found["queue"]
    named = ", ".join(f"{name} {count}" for name, count in counts.items() if count and name != "all")
    return f"queue       {sum(counts.values())} messages" + (f" ({named})" if named else "")
