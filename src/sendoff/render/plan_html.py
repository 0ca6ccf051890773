"""A plan as one HTML file, for the person who must approve the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendoff.change.plan import LEVELS, Change, Consequence, Plan, TableChange
from sendoff.change.replay.traffic import Counted, Traffic
from sendoff.change.steps import steps
from sendoff.rehearsal.observed import Rehearsal
from sendoff.render import picture_html, rehearsal_html
from sendoff.render.figures import number
from sendoff.render.gap_words import sentences
from sendoff.render.html import Markup, element, joined
from sendoff.render.html import page as whole_page
from sendoff.render.moments import MICRO, local, span
from sendoff.render.replay_text import in_short

_HEADINGS = {"refuse": "Refused unless accepted", "warn": "Warnings", "note": "To know"}
_ORIGINS = {"administrator": "set by hand", "drift": "edited since it was applied"}


def page(plan: Plan, accepted: frozenset[str], server: str, when: str, rehearsal: Rehearsal | None = None) -> str:
    """Return the whole page; `when` is the moment of the plan for people, `rehearsal` what was seen of it."""
    found = plan.consequences
    return whole_page(
        f"{server}: plan {plan.digest}",
        element("h1", f"What would change in the mail of {server}"),
        element("p", f"Plan {plan.digest}, made {when}. Nothing has been changed.", class_="soft"),
        _tiles(found, plan, rehearsal),
        *([rehearsal_html.summary(rehearsal)] if rehearsal else []),
        element("section", element("h2", "The mail system"), picture_html.figures(plan.transition, rehearsal)),
        *(_section(level, plan, accepted) for level in _levels(found)),
        _replayed(plan),
        *([rehearsal_html.details(rehearsal)] if rehearsal else []),
        _differences(plan),
        _steps(plan),
        _records(plan),
        style=picture_html.STYLE + _STYLE + (rehearsal_html.STYLE if rehearsal else ""),
    )


def _levels(found: Iterable[Consequence]) -> list[str]:
    present = {one.level for one in found}
    return [level for level in LEVELS if level in present]


def _tiles(found: Iterable[Consequence], plan: Plan, rehearsal: Rehearsal | None) -> Markup:
    levels = [one.level for one in found]
    counted = {"changes": str(len(plan.transition.changes) + len(plan.transition.table_changes))}
    counted |= {_HEADINGS[level].lower(): str(levels.count(level)) for level in LEVELS}
    if rehearsal:
        counted["fail in rehearsal"] = str(sum(one.result == "fail" for one in rehearsal.findings))
    return element("ul", *(element("li", name, element("b", text)) for name, text in counted.items()), class_="tiles")


def _section(level: str, plan: Plan, accepted: frozenset[str]) -> Markup:
    found = [one for one in plan.consequences if one.level == level]
    heading = element("h2", f"{_HEADINGS[level]} ({len(found)})")
    return element("section", heading, *(_consequence(one, plan, accepted) for one in found))


def _consequence(found: Consequence, plan: Plan, accepted: frozenset[str]) -> Markup:
    place = f"{found.place.file}:{found.place.line}:{found.place.column}" if found.place else ""
    taken = " (accepted)" if found.level == "refuse" and found.id in accepted else ""
    parts = [element("p", element("strong", found.text))]
    if found.unknown:
        parts.append(element("p", f"Not known: {found.unknown}"))
    counted = plan.replay.of(found.id) if plan.replay else None
    if plan.replay and counted:
        parts.append(element("p", in_short(counted, plan.replay.traffic.deliveries)))
    if found.mend:
        parts.append(element("p", f"To mend it: {found.mend}"))
    parts.append(element("p", f"Rule: {found.id}{taken}", *([f", from {place}"] if place else []), class_="soft"))
    return element("div", *parts, class_=f"found {found.level}")


def _replayed(plan: Plan) -> Markup:
    """Return what the change would have done to the mail of the last days."""
    if not plan.replay:
        return Markup("")
    traffic = plan.replay.traffic
    length = span((traffic.until - traffic.since) / MICRO)
    told = f"{number(traffic.deliveries)} deliveries since {local(traffic.since)}."
    if plan.replay.counted:
        parts = [element("p", f"{told} Of these:"), element("ul", *map(_question, plan.replay.counted))]
    else:
        parts = [element("p", f"{told} All would go as they went, as far as that can be counted.")]
    return element("section", element("h2", f"The mail of the last {length}, sent again"), *parts, _known(traffic))


def _question(found: Counted) -> Markup:
    parts = [element("strong", number(found.deliveries)), f" {found.text}"]
    if found.unknown:
        parts.append(f"; of {number(found.unknown)} more nobody can tell: {found.why}")
    if found.examples:
        named = ", ".join(f"{name} {number(count)}" for name, count in found.examples)
        parts.append(element("div", named, class_="soft"))
    return element("li", *parts)


def _known(traffic: Traffic) -> Markup:
    if not traffic.gaps:
        return element("p", "Complete: the ledger misses nothing of this time.", class_="known")
    gaps = element("ul", *(element("li", text) for text in sentences(traffic.gaps)))
    return element("div", element("strong", "Not complete: there may have been more."), gaps, class_="doubt")


def _differences(plan: Plan) -> Markup:
    changes = [change for change in plan.transition.changes.values() if change.origin != "default"]
    heads = element("tr", *(element("th", text, scope="col") for text in ("parameter", "now", "then", "from")))
    rows = element("tbody", *map(_change, changes))
    parts: list[Markup] = []
    if changes:
        whole = element("table", element("thead", heads), rows)
        parts.append(
            element("div", whole, class_="scroll", tabindex="0", role="region", aria_label="Changed parameters")
        )
    parts += [_table(table) for table in plan.transition.table_changes]
    return element("section", element("h2", "Line by line"), *parts) if parts else Markup("")


def _change(change: Change) -> Markup:
    now = "not set" if change.before is None else change.before or "empty"
    then = "not set" if change.after is None else change.after or "empty"
    origin = f" ({_ORIGINS[change.origin]})" if change.origin in _ORIGINS else ""
    return element(
        "tr",
        element("th", element("code", change.parameter), scope="row", class_="w"),
        element("td", element("code", now), origin, class_="w"),
        element("td", element("code", then), class_="w"),
        element("td", change.key or "", class_="w"),
    )


def _table(table: TableChange) -> Markup:
    title = element("summary", f"table {table.name}")
    if table.secret_changed:
        return element("details", title, element("p", "A password changes; what it was and will be is not shown."))
    rows = joined(_rows(table))
    return element("details", title, element("pre", rows, tabindex="0"))


def _rows(table: TableChange) -> Iterator[Markup]:
    before, after = (table.before or "").splitlines(), (table.after or "").splitlines()
    yield from (element("del", f"- {row}") for row in before if row not in after)
    yield from (element("ins", f"+ {row}") for row in after if row not in before)


def _steps(plan: Plan) -> Markup:
    done = [] if plan.in_sync else [text.partition(". ")[2] for text in steps(plan)]
    if not done:
        return element("section", element("h2", "What is done"), element("p", "In sync: there is nothing to do."))
    return element("section", element("h2", "What is done"), element("ol", *(element("li", text) for text in done)))


def _records(plan: Plan) -> Markup:
    if not plan.records:
        return Markup("")
    rows = [f"{name} TXT {value or '(the key is made when the plan is applied)'}" for name, value in plan.records]
    return element("section", element("h2", "Records to publish"), element("pre", "\n".join(rows), tabindex="0"))


_STYLE = """
.found { border-left: .3rem solid var(--mark); background: var(--box); padding: .5rem .8rem; margin: .8rem 0; }
.found.refuse { border-color: var(--bounced); } .found.warn { border-color: var(--deferred); }
pre { overflow-x: auto; background: var(--box); padding: .6rem .8rem; border-radius: .4rem;
  font: .85rem/1.4 ui-monospace, monospace; }
pre:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
ins, del { display: block; text-decoration: none; } ins { color: var(--sent); } del { color: var(--bounced); }
ol li { margin: .25rem 0; }
p, li, h1, summary { overflow-wrap: anywhere; }
"""
