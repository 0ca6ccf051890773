"""Whom to tell of incidents: Apprise URLs, which hold passwords and tokens.

Whether Apprise can use a URL is not asked here: loading it takes longer than a whole plan. Nothing is quoted.
"""

from __future__ import annotations

import re

from sendoff.config.document import Json
from sendoff.config.report import Path, Report
from sendoff.config.values.text import safe_string, type_name

# The scheme as Apprise reads one; what follows is the service's own business.
_URL = r"[A-Za-z0-9]{1,32}://[^\s]"
_BLANK = r"\s"
_SEVERAL = 'Write several as a list, ["ntfys://example.net/topic", "jsons://example.org/"]; a blank inside one as %20.'
_TWO = "a blank in a URL"
_MEND = 'Write a string, or a list of strings, ["ntfys://example.net/topic"].'


class Url(str):
    """One Apprise URL; it shows in no representation."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the name of the class; a URL has no place in a traceback."""
        return "Url(***)"


def notify(value: Json, report: Report) -> tuple[Url, ...]:
    """Parse one URL or a list of them; an empty string, or an empty list, tells nobody."""
    if not isinstance(value, str | list):
        report.add("wrong-type", f"{type_name(value)} where a string or a list of strings is expected", mend=_MEND)
        return ()
    listed = value if isinstance(value, list) else [value] if value else []
    found: dict[str, None] = {}
    for index, item in enumerate(listed):
        path: Path = (index,) if isinstance(value, list) else ()
        text = safe_string(item, report, path)
        if text is None:
            continue
        if fault := _fault(text):
            report.add("bad-url", fault, path, mend=_SEVERAL if fault == _TWO else "")
        elif text in found:
            report.add("repeated-value", "a URL stands twice", path)
        else:
            found[text] = None
    return tuple(Url(text) for text in found)


def _fault(text: str) -> str:
    """Return what is wrong with a URL, without a word of it; '' for nothing."""
    if not text.strip():
        return "an empty text where a URL is expected"
    if re.search(_BLANK, text):
        return _TWO
    return "" if re.match(_URL, text) else "this does not begin as service://"
