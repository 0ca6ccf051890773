from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.unit.render.report_made import HOSTILE, incomplete, report

from sendoff.delivery.report import Report
from sendoff.delivery.report_counting import Top
from sendoff.render.charts import nice, over_time
from sendoff.render.html import Markup, element, escaped
from sendoff.render.report_html import page

VOID = {"meta"}


class Reader(HTMLParser):
    """Checks that elements close in order, and gathers what a page has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), tag
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def read(found: Report, server: str = "web1.example.net") -> Reader:
    reader = Reader()
    reader.feed(page(found, server))
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("found", [report(), incomplete()])
def test_the_page_is_well_formed_and_nothing_in_it_acts_or_loads(found: Report) -> None:
    shown, text = read(found, HOSTILE), page(found, HOSTILE)
    assert "<script" not in text.lower()
    names = {name for name, _ in shown.elements}
    assert not names & {"script", "img", "link", "iframe", "object", "a", "form"}
    for _, attributes in shown.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "href")]
    assert "url(" not in text
    assert "@import" not in text
    assert {char for char in text if not char.isprintable()} <= {"\n"}


def test_hostile_words_are_shown_as_words() -> None:
    assert any('<script src="http://evil.example/x.js">alert(1)' in text for text in read(report()).words)


def test_every_table_has_a_caption_and_headings_with_a_scope() -> None:
    shown = read(report())
    assert len(shown.all("caption")) == len(shown.all("table")) > 5
    assert {heading["scope"] for heading in shown.all("th")} == {"col", "row"}


def test_a_table_that_scrolls_can_be_reached_by_keyboard() -> None:
    regions = [each for each in read(report()).all("div") if each.get("class") == "scroll"]
    assert regions
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in regions)


def test_every_drawing_is_told_in_words_or_hidden() -> None:
    drawings = read(report()).all("svg")
    assert drawings
    assert all(each.get("aria-hidden") == "true" or (each["role"] == "img" and each["aria-label"]) for each in drawings)
    assert "The same in numbers" in read(report()).words


def test_light_dark_and_narrow_are_provided_for() -> None:
    text = page(report(), "web1")
    assert "prefers-color-scheme: dark" in text
    assert 'content="width=device-width, initial-scale=1"' in text


def test_doubt_stands_before_the_figures() -> None:
    words = " ".join(read(incomplete()).words)
    assert words.index("NOT complete") < words.index("41,205")


def test_a_report_of_nothing_is_a_page_too() -> None:
    nothing = report(
        hours={}, by=dict.fromkeys(report().by, Top([], 0, 0)), reasons=[], delays={}, slowest=[], tls=None
    )
    assert read(nothing).all("svg")


def test_bars_are_as_high_as_their_counts() -> None:
    drawn = over_time("c", ["a", "b"], {"sent": [50, 100], "bounced": [0, 50]}, ("received", [0, 0]))
    heights = re.findall(r'<rect class="(\w+)"[^>]* y="([\d.]+)"[^>]*height="([\d.]+)"', drawn)
    assert heights == [("sent", "75.00", "25.00"), ("sent", "50.00", "50.00"), ("bounced", "25.00", "25.00")]


@pytest.mark.parametrize(("highest", "scale"), [(0, 2), (2, 2), (3, 4), (11, 20), (150, 200), (401, 600), (999, 1000)])
def test_the_scale_is_a_round_number_with_a_whole_half(highest: int, scale: int) -> None:
    assert nice(highest) == scale


def test_only_markup_is_taken_as_it_is() -> None:
    assert escaped("<b>") == "&lt;b&gt;"
    assert escaped(Markup("<b>")) == "<b>"
    assert element("p", "<i>", class_='"x') == '<p class="&quot;x">&lt;i&gt;</p>'
