"""What `sendoff doctor` found, for a terminal: what is wrong first and whole, what is fine in a line for each check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sendoff.config.masking import printable
from sendoff.render.style import Style
from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, WARN, Finding
from sendoff.reputation.score import MOST, Score

_COLOURS = {FAIL: "red", UNKNOWN: "cyan", WARN: "yellow", PASS: "green", SKIPPED: "dim"}
_LONGEST = 400
"""Characters of a text that a stranger may have published; --json has all of it."""
_NAMED = 8
"""Subjects that one line names."""


class Visit(NamedTuple):
    """One run: what was looked at (`server` is its name), what was found, and the score."""

    server: str
    domains: Sequence[str]
    findings: Sequence[Finding]
    score: Score


def text(visit: Visit, style: Style) -> str:
    """Return the whole text."""
    return "\n".join(_lines(visit, style))


def headline(visit: Visit) -> str:
    """Return the score in words."""
    score = visit.score
    told = f"{score.points:g} of {MOST:g}"
    if not score.unasked:
        return told
    things = "1 thing" if score.unasked == 1 else f"{score.unasked} things"
    return f"{told}, and {things} could not be asked ({score.best:g} if all of it is fine)"


def cut(told: str) -> str:
    """Return a text as it is shown: printable, on one line, and not endless."""
    plain = printable(" ".join(told.split()))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]} … ({len(plain)} characters)"


def _lines(visit: Visit, style: Style) -> Iterator[str]:
    yield style.paint(f"{printable(visit.server)}: {headline(visit)}", "bold")
    for result in (FAIL, UNKNOWN, WARN):
        for found in grouped(_of(visit.findings, result)):
            yield from _whole(found, style)
    yield ""
    for result in (PASS, SKIPPED):
        yield from _short(visit.findings, result, style)
    yield ""
    yield "`sendoff explain ID` says more of a check; --json has every answer."


def _of(findings: Iterable[Finding], result: str) -> list[Finding]:
    return [found for found in findings if found.result == result]


def grouped(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Yield findings that say the same of several subjects together."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for found in findings:
        # One fact that could not be found out makes several checks unknown, for one reason.
        check = "" if (found.result, found.subject) == (UNKNOWN, "this server") else found.id
        groups.setdefault((check, found.answered, found.mend), []).append(found)
    yield from groups.values()


def _whole(group: Sequence[Finding], style: Style) -> Iterator[str]:
    found = group[0]
    checks = list(dict.fromkeys(each.id for each in group))
    yield ""
    yield f"{style.paint(found.result.upper(), _COLOURS[found.result], 'bold')} {', '.join(checks)}: {subjects(group)}"
    # Why a thing matters is of use where something is known to be wrong.
    why = found.why if found.result != UNKNOWN else ""
    asked = found.asked if len(checks) == 1 else ""
    for name, told in (("asked", asked), ("answer", found.answered), ("why", why), ("mend", found.mend)):
        if told:
            # What is to be pasted must be whole; it is ours but for names.
            shown = printable(told) if name == "mend" else cut(told)
            yield f"  {name:<8}" + style.wrap(shown, " " * 10).lstrip()


def subjects(group: Sequence[Finding]) -> str:
    """Return what findings are about, the first ones by name."""
    named = list(dict.fromkeys(cut(each.subject) for each in group))
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more


def _short(findings: Sequence[Finding], result: str, style: Style) -> Iterator[str]:
    found = _of(findings, result)
    for check in dict.fromkeys(each.id for each in found):
        of = [each for each in found if each.id == check]
        reasons = {each.answered for each in of}
        why = f" ({cut(of[0].answered)})" if result == SKIPPED and len(reasons) == 1 else ""
        yield f"{style.paint(f'{result:<8}', _COLOURS[result])}{check:<24} {subjects(of)}{why}"
