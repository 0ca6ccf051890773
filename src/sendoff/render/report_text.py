"""A report for people at a terminal: at most 100 columns, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sendoff.delivery.report import DIMENSIONS, Report
from sendoff.delivery.report_periods import periods
from sendoff.delivery.report_usual import HOUR
from sendoff.render.figures import number, seconds, size
from sendoff.render.moments import local
from sendoff.render.report_words import (
    STAGES,
    cut,
    knowledge,
    main_figures,
    named,
    notices,
    submitters,
    title,
    usual,
)
from sendoff.render.style import Style

_WIDTH = 100
_NAME = 42
_BARS = "▁▂▃▄▅▆▇█"
_VERDICTS = ("sent", "deferred", "bounced", "expired")
_MOST_PERIODS = 90
_SLOWEST = 2
_REJECTED = 2


def text(report: Report, style: Style, number_shown: int) -> str:
    """Return the report, with so many lines in each of its tables."""
    known = knowledge(report)
    lines = [style.paint(title(report), "bold"), *_known(known, report, style), "", *_figures(report, style)]
    lines += _over_time(report)
    lines += _reasons(report, style, number_shown)
    for name in ("provider", "domain", "sender_domain" if report.addresses == "domain" else "sender"):
        top = report.by[name]
        lines += _table(
            named(f"by {DIMENSIONS[name]}", top.floor, number_shown, top.names), top.rows[:number_shown], style
        )
    lines += _table("handed in by", submitters(report, number_shown), style)
    lines += _table("by script", report.by["script"].rows[:number_shown], style)
    lines += _delays(report, style)
    lines += _rejected(report, style, number_shown)
    return "\n".join(lines)


def _known(known: list[str], report: Report, style: Style) -> list[str]:
    colour = "green" if report.knowledge.complete else "yellow"
    return [style.paint(known[0], colour), *(style.paint(line, "dim") for told in known[1:] for line in _wrapped(told))]


def _wrapped(told: str, first: str = "  ", others: str = "    ") -> list[str]:
    import textwrap  # start-up

    return textwrap.wrap(told, _WIDTH, initial_indent=first, subsequent_indent=others)


def _figures(report: Report, style: Style) -> list[str]:
    compare = report.usual.spans > 0
    lines = [f"{'':<9} {'':>11} {'usual':>11}"] if compare else []
    for line in main_figures(report):
        was = "" if line.usual is None else number(line.usual)
        column = f" {was:>11}" if compare else ""
        start = f"{line.name:<9} {number(line.number):>11}{column}   "
        said = f"{line.unusual}; {line.said}" if line.unusual else line.said
        shown = _wrapped(said, start, " " * len(start))
        lines += [style.paint(part, "yellow") if line.unusual else part for part in shown]
    told = notices(report)
    return [*lines, *(_wrapped(told, "notices   ", " " * 10) if told else []), style.paint(usual(report), "dim")]


def _over_time(report: Report) -> list[str]:
    unit, found = periods(report)
    shown = found[-_MOST_PERIODS:]
    counts = [period.get("sent", 0) for _, period in shown]
    highest = max(counts, default=0)
    if len(shown) < 2 or not highest:  # noqa: PLR2004  # one bar is no course of time
        return []
    bars = "".join(_BARS[-(-count * (len(_BARS) - 1) // highest)] if count else "." for count in counts)
    first = local(shown[0][0])[:16] if unit == HOUR else local(shown[0][0])[:10]
    word = "hour" if unit == HOUR else "day"
    return ["", f"sent by {word} from {first}, at most {number(highest)} in one", f"  {bars}"]


def _reasons(report: Report, style: Style, shown: int) -> list[str]:
    found = report.reasons[:shown]
    if not found:
        return []
    lines = ["", style.paint("why mail was not sent", "bold")]
    for reason in found:
        verdict = max(reason.counts, key=lambda name: reason.counts[name])
        count = sum(reason.counts.values())
        word = verdict if len(reason.counts) == 1 else "+".join(sorted(reason.counts))
        lines.append(cut(f"{number(count):>11}  {word}: {reason.reason}", _WIDTH))
    return lines


def _table(called: str, rows: Sequence[tuple[str, dict[str, int]]], style: Style) -> list[str]:
    if not rows:
        return []
    weighed = any("bytes" in counts for _, counts in rows)
    headings = "".join(f"{name:>11}" for name in (*_VERDICTS, *(["bytes"] if weighed else [])))
    lines = ["", style.paint(cut(called, _NAME + 1).ljust(_NAME + 1), "bold") + headings]
    for name, counts in rows:
        cells = [number(counts.get(verdict, 0)) for verdict in _VERDICTS]
        cells += [size(counts.get("bytes", 0))] if weighed else []
        lines.append(f"{cut(name, _NAME):<43}{_right(cells)}")
    return lines


def _right(cells: Iterable[str], width: int = 11) -> str:
    return "".join(cell.rjust(width) for cell in cells)


def _delays(report: Report, style: Style) -> list[str]:
    if not report.delays:
        return []
    lines = [
        "",
        style.paint("delays of sent mail".ljust(_NAME + 1), "bold") + _right(("median", "95 %", "longest"), 13),
    ]
    for name, called in STAGES.items():
        if name in report.delays:
            found = report.delays[name]
            cells = (seconds(value) for value in (found.median, found.p95, found.longest))
            lines.append(f"{called:<43}{_right(cells, 13)}")
    for slow in report.slowest[:_SLOWEST]:
        cells = (f"~{seconds(value)}" for value in slow.delays[1:])
        lines.append(f"{cut(f'slow: {slow.domain} ({number(slow.delays.number)})', _NAME):<43}{_right(cells, 13)}")
    return lines


def _rejected(report: Report, style: Style, shown: int) -> list[str]:
    if not report.rejected.number:
        return []
    lines = ["", style.paint("refused at this server's door", "bold")]
    for top in (report.rejected.reasons, report.rejected.clients):
        lines += [
            cut(f"{number(sum(counts.values())):>11}  {name}", _WIDTH)
            for name, counts in top.rows[: min(shown, _REJECTED)]
        ]
    return lines
