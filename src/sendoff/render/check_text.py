"""What a monitoring plugin prints: one line of status with performance data, then a line for each check.

The text holds addresses, replies and log lines that strangers chose, so it is kept printable and without the bar that
starts performance data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sendoff.config.masking import printable
from sendoff.monitor.check import CODES, OK, UNKNOWN, Judgement, Metric, sorted_by_weight, worst

NAME = "SENDOFF"
OFF = "off by postfix::monitoring"
_MOST = 1000
"""Characters of the status line's text: monitoring systems cut far behind."""


def status(state: str, text: str) -> str:
    """Return a line of status without performance data."""
    return f"{NAME} {state} - {safe(text)}"


def safe(text: str) -> str:
    """Return a text as a status line may hold it."""
    return printable(" ".join(text.split())).replace("|", "/")


def plugin(found: Sequence[Judgement]) -> str:
    """Return the plugin's output: the worst first; performance data stand on the first line.

    A value that is not known is left out: not everybody who draws it knows the `U` that the guidelines have for it.
    """
    ordered = sorted_by_weight(found)
    state = worst(one.state for one in ordered)
    metrics = " ".join(str(metric) for one in found for metric in one.metrics if metric.value is not None)
    first = status(state, summary(ordered))[:_MOST] + (f" | {metrics}" if metrics else "")
    alone = len(ordered) == 1 and not ordered[0].mend
    return first if alone else "\n".join([first, *(_line(one) for one in ordered)])


def summary(ordered: Sequence[Judgement]) -> str:
    """Return what is the matter in one sentence each; questions that failed for one reason are told together."""
    bad = [one for one in ordered if one.state not in (OK, UNKNOWN)]
    unknown = [one for one in ordered if one.state == UNKNOWN]
    told = [one.text for one in bad]
    if unknown and not bad:
        told.append(unknown[0].text)
        unknown = unknown[1:]
    if unknown:
        told.append(f"not known: {', '.join(one.id for one in unknown)}")
    return "; ".join(told) or "; ".join(one.text for one in ordered[:3])


def _line(one: Judgement) -> str:
    mend = f". {one.mend}" if one.mend else ""
    return safe(f"{one.state} {one.id}: {one.text}{mend}")


def as_json(found: Sequence[Judgement]) -> dict[str, Any]:
    """Return the result as `sendoff check --json` prints it."""
    ordered = sorted_by_weight(found)
    state = worst(one.state for one in ordered)
    return {
        "state": state,
        "code": CODES[state],
        "text": printable(summary(ordered)),
        "checks": [
            {
                "id": one.id,
                "state": one.state,
                "text": printable(one.text),
                "mend": one.mend,
                "values": [_value(metric) for metric in one.metrics],
            }
            for one in ordered
        ],
    }


def _value(metric: Metric) -> dict[str, Any]:
    warning, critical = metric.limit or (None, None)
    return {
        "label": metric.label,
        "value": metric.value,
        "unit": metric.unit,
        "warning": str(warning) if warning else None,
        "critical": str(critical) if critical else None,
    }
