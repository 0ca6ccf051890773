"""What `sendoff doctor` found, as one HTML file for whoever the domain belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sendoff.render.doctor_text import Visit, cut, grouped, headline, subjects
from sendoff.render.html import Markup, element, joined
from sendoff.render.html import page as whole_page
from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, WARN, Finding

_HEADINGS = {
    FAIL: "To be mended",
    UNKNOWN: "Could not be asked",
    WARN: "Could be better",
    PASS: "Fine",
    SKIPPED: "Does not apply",
}
_WORDS = {FAIL: "not so", UNKNOWN: "not known", WARN: "not quite so"}
"""What stands before a check's title, which says how it should be."""
_MARKS = {FAIL: "✗", UNKNOWN: "?", WARN: "!", PASS: "✓", SKIPPED: "·"}


def page(visit: Visit, titles: Callable[[str], str], when: str) -> str:
    """Return the whole page; `titles` gives a check's first line, `when` the moment of the run for people."""
    by_result = {result: [one for one in visit.findings if one.result == result] for result in _HEADINGS}
    return whole_page(
        f"{visit.server}: will its mail be accepted?",
        element("h1", f"Will mail from {visit.server} be accepted?"),
        element("p", f"Asked {when}.", class_="soft"),
        _tiles(visit, by_result),
        element("p", element("strong", headline(visit))),
        *([element("p", f"Domains: {', '.join(visit.domains)}")] if visit.domains else []),
        *(_section(result, by_result[result], titles) for result in (FAIL, UNKNOWN, WARN) if by_result[result]),
        *(_rest(result, by_result[result], titles) for result in (PASS, SKIPPED) if by_result[result]),
    )


def _tiles(visit: Visit, by_result: Mapping[str, Sequence[Finding]]) -> Markup:
    score = element("li", "score", element("b", f"{visit.score.points:g}"), element("small", "of 10"))
    counts = (
        element("li", _HEADINGS[result].lower(), element("b", str(len({one.id for one in by_result[result]}))))
        for result in _HEADINGS
    )
    return element("ul", score, *counts, class_="tiles")


def _section(result: str, findings: Sequence[Finding], titles: Callable[[str], str]) -> Markup:
    heading = element("h2", f"{_MARKS[result]} {_HEADINGS[result]}")
    return element("section", heading, joined(_whole(group, titles) for group in grouped(findings)))


def _whole(group: Sequence[Finding], titles: Callable[[str], str]) -> Markup:
    found = group[0]
    checks = list(dict.fromkeys(each.id for each in group))
    known = found.result != UNKNOWN
    asked = f"Asked: {cut(found.asked)}. Answer: " if len(checks) == 1 else "Answer: "
    rules = "; ".join(titles(check) for check in checks)
    parts = [
        element("strong", f"{subjects(group)}: {_WORDS[found.result]}: {rules}"),
        element("p", asked, element("code", cut(found.answered))),
        *([element("p", found.why, class_="soft")] if found.why and known else []),
        *([element("p", "To mend it: ", element("code", found.mend))] if found.mend else []),
        element("p", f"Rule: {', '.join(checks)}", class_="soft"),
    ]
    return element("div", *parts, class_="doubt")


def _rest(result: str, findings: Sequence[Finding], titles: Callable[[str], str]) -> Markup:
    rows = [
        element("tr", element("th", cut(one.subject), scope="row", class_="w"), element("td", titles(one.id)),
                element("td", cut(one.answered), class_="w"))
        for one in findings
    ]  # fmt: skip
    heads = element("tr", *(element("th", text, scope="col") for text in ("what", "rule", "answer")))
    whole = element("table", element("thead", heads), element("tbody", *rows))
    title = f"{_MARKS[result]} {_HEADINGS[result]} ({len(findings)})"
    return element(
        "details",
        element("summary", title),
        element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=title),
    )
