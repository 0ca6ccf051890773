"""How an apply ended, for people and as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.change.outcome import Outcome
from sendoff.config.masking import printable
from sendoff.render.style import Style

_HEADS = {
    "done": ("applied: generation {number}", "green"),
    "nothing": ("in sync: nothing to do", "green"),
    "refused": ("refused: nothing was changed", "red"),
    "undone": ("failed and undone: the machine is as it was", "red"),
    "not-undone": ("FAILED AND NOT UNDONE: look at this machine now", "red"),
}
_MARKS = {"pass": "ok", "warn": "warning", "fail": "FAILED", "unknown": "unknown", "skipped": "skipped"}
_COLOURS = {"pass": "green", "warn": "yellow", "fail": "red", "unknown": "yellow", "skipped": "dim"}


def text(outcome: Outcome, style: Style) -> str:
    """Return the findings, and below them how it ended."""
    lines = []
    for found in outcome.findings:
        head = style.paint(f"{_MARKS[found.result]:>8}", _COLOURS[found.result])
        lines.append(f"{head}  {found.id}: {printable(found.answered)}")
    head, colour = _HEADS[outcome.result]
    lines.append(style.paint(head.format(number=outcome.number), colour, "bold"))
    if outcome.why:
        lines.append(style.wrap(f"why: {printable(outcome.why)}", "  "))
    if outcome.mend:
        lines.append(style.wrap(f"mend: {printable(outcome.mend)}", "  "))
    if outcome.records:
        from sendoff.render import dkim_text  # start-up: only where mail is signed

        lines += ["", *dkim_text.to_publish(outcome.records, style)]
        lines.append("then ask whether they are there: sendoff dkim check")
    return "\n".join(lines)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome.

    `{"result": done|nothing|refused|undone|not-undone, "generation", "why", "mend", "findings": [{"id", "result":
    pass|warn|fail|unknown|skipped, "subject", "answered", "mend"}], "records": [{"name", "value"}]}`.
    """
    return {
        "result": outcome.result,
        "generation": outcome.number,
        "why": outcome.why,
        "mend": outcome.mend,
        "findings": [
            {"id": f.id, "result": f.result, "subject": f.subject, "answered": f.answered, "mend": f.mend}
            for f in outcome.findings
        ],
        "records": [{"name": name, "value": value} for name, value in outcome.records],
    }
