"""Pages of HTML: one file each, without scripts, links or fonts from elsewhere, in light and dark, wide and narrow.

What is text is escaped where it is put in; only `Markup` is taken as it is. So a stranger's words stay words.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from sendoff.config.masking import printable


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return any text as HTML, also for attributes in double quotes; Markup stays as it is."""
    return text if isinstance(text, Markup) else Markup(html.escape(printable(text)))


def joined(parts: Iterable[str]) -> Markup:
    """Return parts one after the other, each escaped unless it is Markup."""
    return Markup("\n".join(escaped(part) for part in parts))


def element(name: str, *content: str, **attributes: str) -> Markup:
    """Return an element; an attribute is written without the underscore at its end, and others as dashes."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{written}>{''.join(escaped(part) for part in content)}</{name}>")


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """Return a table whose rows begin with words, the row's heading, and go on with numbers.

    It scrolls by itself where it is too wide.
    """
    first, *others = headings
    heads = [
        element("th", first, scope="col", class_="w"),
        *(element("th", text, scope="col", class_="n") for text in others),
    ]
    body = [
        element(
            "tr", element("th", row[0], scope="row", class_="w"), *(element("td", text, class_="n") for text in row[1:])
        )
        for row in rows
    ]
    inside = [element("caption", caption), element("thead", element("tr", *heads)), element("tbody", *body)]
    return element("div", element("table", *inside), class_="scroll", tabindex="0", role="region", aria_label=caption)


def page(title: str, *content: str, style: str = "") -> str:
    """Return a whole page; `style` adds to the style that all pages share."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<main>\n"
        f"{joined(content)}\n</main>\n</body>\n</html>\n"
    )


_STYLE = """
:root { color-scheme: light dark; --back: #fff; --fore: #1c2024; --soft: #5d6670; --line: #d9dde2; --box: #f5f6f8;
  --sent: #2f7d4f; --deferred: #c07a00; --bounced: #c0362c; --expired: #7b3fa0; --mark: #1f5fbf; --warn: #8a5200; }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --fore: #e4e7ea; --soft: #9aa4ae; --line: #333a41;
  --box: #1d2125; --sent: #58b27c; --deferred: #e0a33c; --bounced: #ef6f63; --expired: #b98adb; --mark: #7fb0ff;
  --warn: #f0b45a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--fore); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
p { margin: .4rem 0; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
.soft { color: var(--soft); font-size: .9rem; }
.known, .doubt { border-left: .3rem solid var(--sent); background: var(--box); padding: .5rem .8rem; margin: 1rem 0; }
.doubt { border-color: var(--deferred); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1rem 0;
  padding: 0; list-style: none; }
.tiles li { background: var(--box); border-radius: .4rem; padding: .7rem .8rem; }
.tiles b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles small { color: var(--soft); font-size: .85rem; display: block; }
.tiles .warn { color: var(--warn); font-weight: 600; }
.columns { columns: 2 30rem; column-gap: 2.5rem; }
.columns > section { break-inside: avoid; padding-top: 1rem; }
.columns h2 { margin-top: 1rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: left; color: var(--soft); padding: .2rem 0; }
th, td { padding: .25rem .35rem; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left; }
thead th { color: var(--soft); font-weight: 600; }
tbody th { font-weight: 400; }
.w { overflow-wrap: anywhere; min-width: 9rem; padding-left: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; color: var(--mark); padding: .2rem 0; }
code { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
figure { margin: .5rem 0 1rem; }
figcaption { font-size: .9rem; color: var(--soft); }
.plot { display: grid; grid-template-columns: auto 1fr; column-gap: .5rem; font-size: .8rem; color: var(--soft); }
.plot .y { display: flex; flex-direction: column; justify-content: space-between; text-align: right; }
.plot .x { grid-column: 2; position: relative; height: 1.5rem; }
.plot .x span { position: absolute; white-space: nowrap; }
.plot svg { width: 100%; height: 11rem; display: block; border-bottom: 1px solid var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; margin: .3rem 0; list-style: none;
  font-size: .85rem; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .15rem; margin-right: .35rem;
  vertical-align: -.05rem; }
.sent { fill: var(--sent); background: var(--sent); } .deferred { fill: var(--deferred); background: var(--deferred); }
.bounced { fill: var(--bounced); background: var(--bounced); }
.expired { fill: var(--expired); background: var(--expired); }
.line { fill: none; stroke: var(--mark); stroke-width: 2; vector-effect: non-scaling-stroke; }
i.line { background: var(--mark); }
.meter { display: block; width: 100%; height: .5rem; min-width: 6rem; }
.meter rect.rest { fill: var(--line); }
@media (max-width: 30rem) { table { font-size: .75rem; }
  th, td { padding: .25rem .15rem; } .w { min-width: 5.5rem; } }
@media print { .scroll { overflow: visible; } }
"""
