"""Which of a provider's ways to ask is the right one, and where it leads: the reply's own page or address first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sendoff.reputation.cases.case import Matter
from sendoff.reputation.cases.course import Course, Way

_LINK = re.compile(r"https?://([a-z0-9.-]+)(?:[/?][A-Za-z0-9/?&=%._:;~+@-]*)?", re.IGNORECASE)
_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9.-]{1,253})")
_LAST = ".,;:)]>"


def way(course: Course, matter: Matter, codes: Iterable[str] = ()) -> Way:
    """Return the way for these replies, and for the codes of the provider's own list."""
    words = " ".join(line.reply for line in matter.lines).lower()
    given = frozenset(codes)
    for one in course.ways:
        if any(word in words for word in one.words) or given & frozenset(one.codes):
            return one
    return next(one for one in course.ways if not one.words and not one.codes)


def target(one: Way, matter: Matter) -> tuple[str, str]:
    """Return (link, mail address) of a way; what the newest reply names itself goes before what is usual.

    A reply is a stranger's text: only a page or an address below the way's own `hosts` is believed.
    """
    for line in reversed(matter.lines):
        if one.link and (found := _first(_LINK, line.reply, one.hosts)):
            return found, ""
        if one.mail and (found := _first(_MAIL, line.reply, one.hosts)):
            return "", found
    return one.link, one.mail


def _first(pattern: re.Pattern[str], text: str, hosts: tuple[str, ...]) -> str:
    for found in pattern.finditer(text):
        name = found[1].lower().rstrip(_LAST)
        if any(name == host or name.endswith(f".{host}") for host in hosts):
            return found[0].rstrip(_LAST)
    return ""
