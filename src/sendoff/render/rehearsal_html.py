"""A rehearsal as sections of a page: what changes, what weighs, the ways that mail took, and mail by mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sendoff.rehearsal import words
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, REFUSE, WARN, Finding, Rehearsal
from sendoff.rehearsal.paths import REFUSED, Taken, ways
from sendoff.render.html import Markup, element, joined
from sendoff.render.rehearsal_text import outcome

_VERDICTS = {
    True: ("known", "In rehearsal, mail flows as the JSON says."),
    False: ("found refuse", "In rehearsal, mail does not flow as the JSON says."),
    None: ("doubt", "Not all mail of the rehearsal came to an end in time."),
}
_WEIGHTS = {REFUSE: "stops an apply unless it is accepted", WARN: "stops nothing"}
_NOW, _THEN = "as it is", "as it would be"


def summary(rehearsal: Rehearsal) -> Markup:
    """Return what to read first: the verdict, the differences, and what does not hold."""
    kind, verdict = _VERDICTS[rehearsal.flows]
    how = f"{len(rehearsal.mails)} messages went through private copies of both mail systems; nothing left the machine."
    differences = [element("li", _sentence(each.text)) for each in rehearsal.differences]
    told = element("ul", *differences) if differences else element("p", "Nothing: all mail goes as it went.")
    heavy = sorted((each for each in rehearsal.findings if each.level), key=lambda each: each.level)
    return element(
        "section",
        element("h2", "Rehearsed"),
        element("p", element("strong", verdict), f" {how}", class_=kind),
        element("h3", "What changes"),
        told,
        *([element("h3", "What does not hold"), *map(_finding, heavy)] if heavy else []),
        _passed(rehearsal.findings),
    )


def _finding(found: Finding) -> Markup:
    told = "; it is so as it is, too" if found.as_before else ""
    kind = f"{_WEIGHTS[found.level]}{told}" if found.result == "fail" else "could not be seen"
    about = f" · {found.key}" if found.key else ""
    parts = (
        element("p", element("strong", f"{_sentence(found.text)}")),
        element("p", f"{found.id}: {kind}{about}", class_="soft"),
    )
    return element("div", *parts, class_=f"found {found.level}")


def _passed(findings: Iterable[Finding]) -> Markup:
    held = [each for each in findings if each.result == "pass"]
    if not held:
        return Markup("")
    listed = element("ul", *(element("li", _sentence(each.text)) for each in held))
    return element("details", element("summary", f"What holds ({len(held)})"), listed)


def details(rehearsal: Rehearsal) -> Markup:
    """Return the ways, the mails side by side, and what was not rehearsed."""
    return joined(_details(rehearsal))


def _details(rehearsal: Rehearsal) -> Iterator[Markup]:
    taken = sorted(ways(rehearsal), key=lambda each: not each.changed)
    if taken:
        head = ("from", "by", "to", "protection", _NOW, _THEN)
        table = _table("The ways that mail took in rehearsal", head, map(_way, taken))
        yield element("section", element("h2", "The ways that mail took"), table)
    if rehearsal.mails:
        different = {name for each in rehearsal.differences for name in each.mails}
        ordered = sorted(rehearsal.mails, key=lambda mail: mail.id not in different)
        rows = (_mail(mail, rehearsal) for mail in ordered)
        table = _table("Each message of the rehearsal", ("message", _NOW, _THEN), rows)
        yield element("section", element("h2", "Message by message"), table)
    if rehearsal.not_rehearsed:
        listed = element("ul", *(element("li", each) for each in rehearsal.not_rehearsed))
        yield element("section", element("h2", "Not rehearsed"), listed)


Row = tuple[str, Sequence[str]]
"""What a row is marked with, empty for nothing, and its cells."""


def _way(taken: Taken) -> Row:
    way = taken.way
    mark = "" if not taken.changed else "new" if not taken.now else "gone" if not taken.then else "changed"
    ends = {ARRIVED: way.to, REFUSED: "refused at the door"}
    to = ends.get(way.end) or f"{words.END[way.end]}{f' ({way.to})' if way.to else ''}"
    safe = f"{way.protection}{f', login {way.login}' if way.login else ''}"
    return mark, (way.who, way.door, to, safe, _messages(taken.now), _messages(taken.then))


def _messages(ids: Sequence[str]) -> str:
    return f"{len(ids)} message{'' if len(ids) == 1 else 's'}" if ids else "none"


def _mail(mail: Mail, rehearsal: Rehearsal) -> Row:
    now, then = (outcome(world.of(mail)) for world in (rehearsal.now, rehearsal.then))
    mark = "differs" if now != then else ""
    return mark, (f"mail {words.one(mail)}", now, then)


def _table(caption: str, head: Sequence[str], rows: Iterable[Row]) -> Markup:
    """Return a table of words, which becomes a list of blocks where there is little room."""
    heads = (element("th", text, scope="col", role="columnheader") for text in head)
    inside = [
        element("caption", caption),
        element("thead", element("tr", *heads, role="row"), role="rowgroup"),
        element("tbody", *(_row(head, *row) for row in rows), role="rowgroup"),
    ]
    whole = element("table", *inside, class_="words", role="table")
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _row(head: Sequence[str], mark: str, cells: Sequence[str]) -> Markup:
    first, *others = cells
    word = [" ", element("span", mark, class_="state")] if mark else []
    told = (
        element("td", text or "-", role="cell", data_name=name) for name, text in zip(head[1:], others, strict=True)
    )
    heading = element("th", first, *word, scope="row", role="rowheader")
    return element("tr", heading, *told, role="row", class_=mark or "same")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


STYLE = """
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.words th, .words td { overflow-wrap: anywhere; padding: .35rem .6rem .35rem 0; }
.words tbody th { font-weight: 600; min-width: 9rem; }
.words .same th { font-weight: 400; }
.words .state { border: 1px solid currentColor; border-radius: .6rem; padding: 0 .4rem; color: var(--warn); }
@media (max-width: 42rem) {
  .words thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .words, .words tbody, .words tr, .words th, .words td, .words caption { display: block; }
  .words th, .words td { border: 0; padding: .1rem 0; }
  .words tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .words td::before { content: attr(data-name) ": "; color: var(--soft); }
  .words { font-size: .85rem; } }
"""
