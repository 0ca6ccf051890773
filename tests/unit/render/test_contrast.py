"""Every colour of text on the pages can be read: a contrast of 4.5 to 1 at least (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

import re

import pytest

from sendoff.render import html

TEXT = ("fore", "soft", "mark", "warn", "sent", "bounced")
GROUND = ("back", "box")
LEAST = 4.5


def palettes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{([^}]*)\}", html.page("x"))
    named = {name: dict(re.findall(r"--(\w+): (#\w+)", text)) for name, text in (("light", light), ("dark", dark))}
    return {"light": named["light"], "dark": {**named["light"], **named["dark"]}}


def brightness(colour: str) -> float:
    """Return the relative luminance of a colour."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_text_can_be_read(palette: str) -> None:
    colours = palettes()[palette]
    for text in TEXT:
        for ground in GROUND:
            bright, dim = sorted((brightness(colours[text]), brightness(colours[ground])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= LEAST, (text, ground)
