"""A plan for people: what changes, what is done, what it brings."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.plan import Change, Consequence, Plan, TableChange
from sendoff.change.steps import steps
from sendoff.config.masking import printable
from sendoff.render.style import Style

_COLOURS = {"refuse": ("red", "bold"), "warn": ("yellow",), "note": ("cyan",)}
_SIGNER = {
    "start": "does not run -> runs",
    "reload": "gets a new configuration",
    "restart": "gets another socket",
    "stop": "runs -> is stopped and taken away",
}
_ORIGINS = {"administrator": "set by hand", "drift": "edited since it was applied"}


def text(plan: Plan, accepted: frozenset[str], style: Style) -> str:
    """Return the whole plan."""
    step = plan.transition
    lines = [style.paint(f"plan {plan.digest}", "bold"), ""]
    if plan.packages:
        lines += [f"install  {' '.join(plan.packages)}", ""]
    lines += [_change(change, style) for change in step.changes.values() if change.origin != "default"]
    if step.signer != "none":
        lines.append(style.paint(f"~ the DKIM signer: {_SIGNER[step.signer]}", "yellow"))
    written = [change.parameter for change in step.changes.values() if change.origin == "default"]
    if written:
        lines.append(style.wrap(f"= as before, now written down: {' '.join(written)}", ""))
    for table in step.table_changes:
        lines += _table(table, style)
    if plan.consequences:
        lines += ["", style.paint("what this brings", "bold")]
        for found in plan.consequences:
            lines += _consequence(found, accepted, style)
    lines += ["", style.paint("what is done", "bold"), *(style.wrap(line, "  ") for line in steps(plan))]
    published = plan.records
    if published:
        from sendoff.render import dkim_text  # start-up: only where mail is signed

        lines += ["", *dkim_text.to_publish(published, style)]
    return "\n".join(lines)


def _change(change: Change, style: Style) -> str:
    key = f"  ({change.key})" if change.key else ""
    if change.before is None:
        line = style.paint(f"+ {change.parameter} = {change.after or '(empty)'}", "green")
        return line + style.paint(key, "dim")
    origin = f", {_ORIGINS[change.origin]}" if change.origin in _ORIGINS else ""
    after = "(not set)" if change.after is None else change.after or "(empty)"
    line = f"~ {change.parameter} = {printable(change.before) or '(empty)'} -> {after}"
    return style.paint(line, "yellow") + style.paint(f"{key}{origin}", "dim")


def _table(table: TableChange, style: Style) -> Iterator[str]:
    if table.secret_changed:
        yield style.paint(f"~ table {table.name}: a password changes", "yellow")
        return
    mark, colour = ("+", "green") if table.before is None else ("-", "red") if table.after is None else ("~", "yellow")
    yield style.paint(f"{mark} table {table.name}", colour)
    for sign, rows in (("-", table.before), ("+", table.after)):
        for row in (rows or "").splitlines():
            yield f"    {sign} {printable(row)}"


def _consequence(found: Consequence, accepted: frozenset[str], style: Style) -> Iterator[str]:
    level = "accepted" if found.level == "refuse" and found.id in accepted else found.level
    place = f"  {found.place.file}:{found.place.line}:{found.place.column}" if found.place else ""
    head = style.paint(f"{level}[{found.id}]", *_COLOURS[found.level])
    yield f"  {head}{style.paint(place, 'dim')}"
    yield style.wrap(printable(found.text), "      ")
    if found.unknown:
        yield style.wrap(f"unknown: {printable(found.unknown)}", "      ")
    if found.mend:
        yield style.wrap(f"mend: {printable(found.mend)}", "      ")
