"""A report as one HTML file with charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sendoff.delivery.report import DIMENSIONS, Reason, Report
from sendoff.delivery.report_counting import Spread, Top
from sendoff.delivery.report_periods import periods
from sendoff.delivery.report_usual import HOUR
from sendoff.render.charts import meter, over_time
from sendoff.render.figures import number, seconds, size
from sendoff.render.html import Markup, element, joined, table
from sendoff.render.html import page as whole_page
from sendoff.render.moments import MICRO, local
from sendoff.render.report_words import STAGES, knowledge, main_figures, named, notices, title, usual

_VERDICTS = ("sent", "deferred", "bounced", "expired")


def page(report: Report, server: str) -> str:
    """Return the whole page."""
    tables = [_by(report, name) for name in DIMENSIONS]
    return whole_page(
        f"{server}: {title(report)}",
        element("h1", f"Mail of {server}"),
        element("p", title(report).removeprefix("mail from ")),
        _known(report),
        _tiles(report),
        element("p", f"{usual(report)}. {notices(report)}", class_="soft"),
        _over_time(report),
        _reasons(report),
        element("div", *(section for section in tables if section), class_="columns"),
        _delays(report),
        _rejected(report),
    )


def _known(report: Report) -> Markup:
    first, *rest = knowledge(report)
    told = element("ul", *(element("li", text) for text in rest))
    return element("div", element("strong", first), told, class_="known" if report.knowledge.complete else "doubt")


def _tiles(report: Report) -> Markup:
    tiles = []
    for line in main_figures(report):
        was = [] if line.usual is None else [element("small", f"usual {number(line.usual)}")]
        odd = [element("small", line.unusual, class_="warn")] if line.unusual else []
        tiles.append(
            element("li", line.name, element("b", number(line.number)), *was, *odd, element("small", line.said))
        )
    return element("ul", *tiles, class_="tiles")


def _over_time(report: Report) -> Markup:
    unit, found = periods(report)
    word = "hour" if unit == HOUR else "day"
    starts = [_start(start, unit) for start, _ in found]
    bars = {verdict: [counts.get(verdict, 0) for _, counts in found] for verdict in _VERDICTS}
    received = [counts.get("received", 0) for _, counts in found]
    chart = over_time(f"Recipients by {word} of their end, and messages received", starts, bars, ("received", received))
    rows = [
        [
            local(start)[: 16 if unit == HOUR else 10],
            *(number(counts.get(name, 0)) for name in ("received", *_VERDICTS)),
        ]
        for start, counts in found
    ]
    numbers = table(f"By {word}", [word, "received", *_VERDICTS], rows)
    return _section(f"By {word}", chart, element("details", element("summary", "The same in numbers"), numbers))


def _start(start: int, unit: int) -> str:
    when = datetime.fromtimestamp(start / MICRO, UTC).astimezone()
    return when.strftime("%a %H:%M" if unit == HOUR else "%d %b")


def _reasons(report: Report) -> Markup:
    if not report.reasons:
        return Markup("")
    most = max(sum(reason.counts.values()) for reason in report.reasons)
    rows = [_reason(reason, most) for reason in report.reasons]
    shown = table("Replies that say the same, with one of them as it came", ["reason", *_WHY], rows)
    return _section("Why mail was not sent", shown)


_WHY = ("deferred", "bounced", "expired")


def _reason(reason: Reason, most: int) -> list[str]:
    whole = element("details", element("summary", "example"), element("code", f"{reason.domain}: {reason.example}"))
    other = most - sum(reason.counts.values())
    bar = meter({**{name: reason.counts.get(name, 0) for name in _WHY}, "rest": other})
    return [joined([reason.reason, bar, whole]), *(number(reason.counts.get(name, 0)) for name in _WHY)]


def _by(report: Report, name: str) -> Markup:
    top = report.by[name]
    if not top.rows:
        return Markup("")
    weighed = any("bytes" in counts for _, counts in top.rows)
    headings = [DIMENSIONS[name], *_VERDICTS, *(["bytes"] if weighed else [])]
    caption = named(f"Recipients by {DIMENSIONS[name]}", top.floor, len(top.rows), top.names)
    return _section(f"By {DIMENSIONS[name]}", table(caption, headings, _rows(top, weighed=weighed)))


def _rows(top: Top, *, weighed: bool) -> Iterable[Sequence[str]]:
    for name, counts in top.rows:
        ends = {verdict: counts.get(verdict, 0) for verdict in _VERDICTS}
        first = joined([name, meter(ends)]) if any(ends.values()) else name
        yield [first, *map(number, ends.values()), *([size(counts.get("bytes", 0))] if weighed else [])]


def _delays(report: Report) -> Markup:
    if not report.delays:
        return Markup("")
    headings = ["median", "95 %", "longest"]
    stages = [[STAGES[name], *_spread(found)] for name, found in report.delays.items() if name in STAGES]
    slow = [[found.domain, number(found.delays.number), *_spread(found.delays, "~")] for found in report.slowest]
    sections = [_section("Delays", table("Of sent mail", ["stage", *headings], stages))]
    if slow:
        sections.append(_section("Slowest destinations", table("By the median", ["domain", "sent", *headings], slow)))
    return element("div", *sections, class_="columns")


def _spread(found: Spread, about: str = "") -> list[str]:
    return [f"{about}{seconds(value)}" for value in (found.median, found.p95, found.longest)]


def _rejected(report: Report) -> Markup:
    if not report.rejected.number:
        return Markup("")
    found = report.rejected
    sections = [
        table(named(caption, top.floor, len(top.rows), top.names), [heading, "refused"], _counted(top))
        for caption, heading, top in (("Why", "reason", found.reasons), ("Whom", "client", found.clients))
    ]
    return _section("Refused at this server's door", element("div", *map(_cell, sections), class_="columns"))


def _cell(content: Markup) -> Markup:
    return element("section", content)


def _counted(top: Top) -> list[list[str]]:
    return [[name, number(sum(counts.values()))] for name, counts in top.rows]


def _section(heading: str, *content: str) -> Markup:
    return element("section", element("h2", heading), *content)
