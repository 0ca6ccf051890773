"""Charts as inline SVG, drawn here. Words and figures stand beside the drawing, so that they stay readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sendoff.render.figures import number
from sendoff.render.html import Markup, element, escaped

_HEIGHT = 100
_LABELS = 4
_LAST_LABEL = 0.75


def over_time(
    caption: str,
    starts: Sequence[str],
    bars: Mapping[str, Sequence[int]],
    line: tuple[str, Sequence[int]],
) -> Markup:
    """Return stacked bars, one for each start, with a line over them.

    `bars` are counts by name; the names are classes of `html`'s style. The numbers themselves belong in a table.
    """
    heights = [sum(counts) for counts in zip(*bars.values(), strict=True)]
    highest = nice(max([*heights, *line[1]], default=0))
    drawn: list[str] = []
    for at in range(len(starts)):
        top = 0.0
        for name, counts in bars.items():
            height = counts[at] * _HEIGHT / highest
            if height:
                top += height
                drawn.append(_rect(at + 0.1, _HEIGHT - top, 0.8, height, name))
    points = " ".join(f"{at + 0.5:g},{_HEIGHT - count * _HEIGHT / highest:.2f}" for at, count in enumerate(line[1]))
    drawn.append(f'<polyline class="line" points="{points}"/>')
    svg = Markup(
        f'<svg viewBox="0 0 {max(len(starts), 1)} {_HEIGHT}" preserveAspectRatio="none" role="img"'
        f' aria-label="{escaped(caption)}">{"".join(drawn)}</svg>'
    )
    scale = element("div", *(element("span", number(value)) for value in (highest, highest // 2, 0)), class_="y")
    below = element("div", *_labels(starts), class_="x", aria_hidden="true")
    plot = element("div", scale, svg, below, class_="plot")
    names = [*((name, name) for name in bars if any(bars[name])), ("line", line[0])]
    keys = [element("li", element("i", class_=style, aria_hidden="true"), name) for style, name in names]
    return element("figure", element("figcaption", caption), element("ul", *keys, class_="legend"), plot)


def _labels(starts: Sequence[str]) -> list[Markup]:
    step = max(1, -(-len(starts) // _LABELS))
    return [
        element("span", starts[at], style=f"left: {at * 100 / len(starts):.1f}%")
        for at in range(0, len(starts), step)
        if at <= len(starts) * _LAST_LABEL
    ]


def meter(counts: Mapping[str, int]) -> Markup:
    """Return one bar that is divided as the counts are; for beside the numbers, so it is hidden from readers."""
    whole = sum(counts.values())
    left, drawn = 0.0, []
    for name, count in counts.items():
        if count:
            width = count * _HEIGHT / whole
            drawn.append(_rect(left, 0, width, 1, name))
            left += width
    inside = "".join(drawn)
    return Markup(
        f'<svg class="meter" viewBox="0 0 {_HEIGHT} 1" preserveAspectRatio="none" aria-hidden="true">{inside}</svg>'
    )


def nice(highest: int) -> int:
    """Return the next number of the form 2, 4, 10 times a power of ten, so that its half is whole too."""
    power = 1
    while True:
        for step in (2, 4, 6, 8, 10):
            if step * power >= highest:
                return step * power
        power *= 10


def _rect(left: float, top: float, width: float, height: float, name: str) -> str:
    return f'<rect class="{escaped(name)}" x="{left:g}" y="{top:.2f}" width="{width:.3g}" height="{height:.2f}"/>'
