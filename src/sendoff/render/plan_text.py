"""A plan for people: what changes, what is done, what it brings."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.plan import Change, Consequence, Plan, TableChange
from sendoff.change.steps import steps
from sendoff.config.masking import printable
from sendoff.rehearsal.before import Expected
from sendoff.render.style import Style

_COLOURS = {"refuse": ("red", "bold"), "warn": ("yellow",), "note": ("cyan",)}
_SIGNER = {
    "start": "does not run -> runs",
    "reload": "gets a new configuration",
    "restart": "gets another socket",
    "stop": "runs -> is stopped and taken away",
}
_MOST_ROWS = 60
"""Of a longer table only what differs is shown, and of that so many rows: a provider may have thousands of domains."""
_ORIGINS = {"administrator": "set by hand", "drift": "edited since it was applied"}


def text(plan: Plan, accepted: frozenset[str], style: Style, expected: Expected | None = None) -> str:
    """Return the whole plan; `expected` says when it will be rehearsed."""
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
            lines += consequence(found, accepted, style)
            lines += _counted(plan, found)
    if plan.replay:
        from sendoff.render import replay_text  # start-up: only where it is asked for

        lines += ["", *replay_text.lines(plan.replay, style)]
    lines += ["", style.paint("what is done", "bold")]
    if expected:
        from sendoff.render import before_text  # start-up: only where something of Postfix changes

        lines.append(style.wrap(before_text.expected(expected), "  "))
    lines += [style.wrap(line, "  ") for line in steps(plan)]
    published = plan.records
    if published:
        from sendoff.render import dkim_text  # start-up: only where mail is signed

        lines += ["", *dkim_text.to_publish(published, style)]
    return "\n".join(lines)


def _counted(plan: Plan, found: Consequence) -> Iterator[str]:
    """Yield how many deliveries a consequence would have concerned, where a replay counted them."""
    counted = plan.replay.of(found.id) if plan.replay else None
    if plan.replay and counted:
        from sendoff.render import replay_text  # start-up

        yield f"      {replay_text.in_short(counted, plan.replay.traffic.deliveries)}"


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
    for sign, text, other in (("-", table.before, table.after), ("+", table.after, table.before)):
        rows = (text or "").splitlines()
        if len(rows) > _MOST_ROWS:
            known = set((other or "").splitlines())
            rows = [row for row in rows if row not in known]
        for row in rows[:_MOST_ROWS]:
            yield f"    {sign} {printable(row)}"
        if len(rows) > _MOST_ROWS:
            yield f"    {sign} and {len(rows) - _MOST_ROWS} more"


def consequence(found: Consequence, accepted: frozenset[str], style: Style) -> Iterator[str]:
    """Yield the lines of a consequence."""
    level = "accepted" if found.level == "refuse" and found.id in accepted else found.level
    place = f"  {found.place.file}:{found.place.line}:{found.place.column}" if found.place else ""
    head = style.paint(f"{level}[{found.id}]", *_COLOURS[found.level])
    yield f"  {head}{style.paint(place, 'dim')}"
    yield style.wrap(printable(found.text), "      ")
    if found.unknown:
        yield style.wrap(f"unknown: {printable(found.unknown)}", "      ")
    if found.mend:
        yield style.wrap(f"mend: {printable(found.mend)}", "      ")
