"""How to write to a stream: with colours or without, and how wide."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

_CODES = {"red": 31, "green": 32, "yellow": 33, "cyan": 36, "bold": 1, "dim": 2}
_MIN_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, and the width to wrap at in columns; 0 means that lines are not wrapped."""

    colours: bool = False
    width: int = 0

    def paint(self, text: str, *names: str) -> str:
        """Return the text in these colours, or as it is."""
        if not self.colours or not text:
            return text
        return f"\x1b[{';'.join(str(_CODES[name]) for name in names)}m{text}\x1b[0m"

    def wrap(self, text: str, indent: str) -> str:
        """Return the text wrapped and indented, every line of it."""
        if not self.width:
            return indent + text
        import textwrap  # start-up

        room = max(self.width, _MIN_WIDTH)
        return textwrap.fill(
            text, room, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )


def coloured(stream: TextIO) -> bool:
    """Tell whether colours are wanted: on a terminal, unless NO_COLOR is set or TERM is dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def of(stream: TextIO) -> Style:
    """Return the style for a stream."""
    if not stream.isatty():
        return Style()
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        width = 80
    return Style(coloured(stream), width)
