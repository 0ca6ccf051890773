"""A page in a real browser: nothing sticks out on a phone, and what scrolls by itself can be reached by keyboard.

Skipped where there is no chromium. The page is as it is written; a script around it measures.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.unit.render.test_rehearsal_page import GOOD, broken, drawn

CHROMIUM = shutil.which("chromium")
WIDTH = 390
FRAME = """<!DOCTYPE html><title>none</title>
<iframe style="width: {width}px; height: 844px; border: 0" srcdoc="{page}"></iframe>
<script>
onload = () => {{
  const inner = document.querySelector('iframe').contentDocument;
  inner.querySelectorAll('details').forEach(each => each.open = true);
  const scrolling = [...inner.querySelectorAll('*')].filter(each => each.scrollWidth > each.clientWidth
    && /auto|scroll/.test(getComputedStyle(each).overflowX) && each.tabIndex < 0);
  document.title = [inner.documentElement.scrollWidth, inner.defaultView.innerWidth, scrolling.length].join(' ');
}};
</script>"""
"""A window of a phone's width; the browser's own is never as narrow."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def measured(text: str, folder: Path) -> list[int]:
    """Return how wide a page is, how wide its window, and how many scrolling parts no key reaches."""
    assert CHROMIUM
    path = folder / "frame.html"
    path.write_text(FRAME.format(width=WIDTH, page=html.escape(text)), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--dump-dom"]
    done = subprocess.run([CHROMIUM, *flags, path.as_uri()], check=True, capture_output=True, text=True, timeout=60)
    title = re.search(r"<title>(\d+) (\d+) (\d+)</title>", done.stdout)
    assert title, done.stdout[:500]
    return [int(each) for each in title.groups()]


@pytest.mark.parametrize("text", [drawn(GOOD), drawn(broken(f"550 {'long' * 40}"))], ids=["good", "broken"])
def test_nothing_sticks_out_on_a_phone_and_all_can_be_reached_by_keyboard(text: str, tmp_path: Path) -> None:
    page, window, unreachable = measured(text, tmp_path)
    assert (window, unreachable) == (WIDTH, 0)
    assert page <= WIDTH


def test_a_page_that_sticks_out_would_be_noticed(tmp_path: Path) -> None:
    wide = drawn(GOOD).replace("</main>", '<p style="width: 900px">wide</p></main>')
    assert measured(wide, tmp_path)[0] > WIDTH
