"""A rehearsal for people: what changes, whether mail flows as the JSON says, and each mail side by side."""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.config.masking import printable
from sendoff.rehearsal import words
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, Arrival, Finding, Observed, Rehearsal
from sendoff.render.style import Style

_MARKS = {"pass": "ok", "fail": "FAILED", "unknown": "unknown"}
_COLOURS = {"pass": "green", "fail": "red", "unknown": "yellow"}
_NOW, _THEN, _BOTH = "as it is", "as it would be", "both"
_WIDTH = len(_THEN)


def text(rehearsal: Rehearsal, style: Style) -> str:
    """Return all of it, the verdict last."""
    lines = [style.paint("what changes", "bold")]
    lines += [style.wrap(f"~ {printable(each.text)}", "  ") for each in rehearsal.differences] or ["  no difference"]
    lines += ["", style.paint("does mail flow as the JSON says", "bold")]
    lines += [_finding(each, style) for each in rehearsal.findings]
    lines += ["", style.paint("mail by mail", "bold")]
    for mail in _differing_first(rehearsal):
        lines += _side_by_side(mail, rehearsal, style)
    if rehearsal.now.fatal:
        lines += ["", style.paint("programs of Postfix end by an error as it is", "bold")]
        lines += [style.wrap(f"- {printable(each)}", "  ") for each in rehearsal.now.fatal]
    if rehearsal.not_rehearsed:
        lines += ["", style.paint("not rehearsed", "bold")]
        lines += [style.wrap(f"- {printable(each)}", "  ") for each in rehearsal.not_rehearsed]
    return "\n".join([*lines, "", verdict(rehearsal, style)])


def verdict(rehearsal: Rehearsal, style: Style) -> str:
    """Return the last line."""
    head, colour = {
        True: ("mail flows as the JSON says", "green"),
        False: ("mail does NOT flow as the JSON says", "red"),
        None: ("unknown: not all mail came to an end in time", "yellow"),
    }[rehearsal.flows]
    return f"{style.paint(head, colour, 'bold')} {how(rehearsal, style)}"


def how(rehearsal: Rehearsal, style: Style) -> str:
    """Return what was done, in brackets."""
    told = f"({len(rehearsal.mails)} messages through each of two mail systems in {rehearsal.seconds:.1f} s)"
    return style.paint(told, "dim")


def _finding(found: Finding, style: Style) -> str:
    before = " (as it is, too)" if found.as_before else ""
    key = f" [{found.key}]" if found.key and found.result != "pass" else ""
    head = style.paint(f"{_MARKS[found.result]:>8}", _COLOURS[found.result])
    return f"{head}  {found.id}: {printable(found.text)}{before}{style.paint(key, 'dim')}"


def _differing_first(rehearsal: Rehearsal) -> list[Mail]:
    differing = {mail for each in rehearsal.differences for mail in each.mails}
    return sorted(rehearsal.mails, key=lambda mail: mail.id not in differing)


def _side_by_side(mail: Mail, rehearsal: Rehearsal, style: Style) -> Iterator[str]:
    now, then = (outcome(world.of(mail)) for world in (rehearsal.now, rehearsal.then))
    differs = now != then
    yield f"  {style.paint(mail.id, *(('bold', 'yellow') if differs else ('bold',)))}  mail {words.one(mail)}"
    for name, cell in ((_NOW, now), (_THEN, then)) if differs else ((_BOTH, now),):
        yield f"    {style.paint(f'{name:<{_WIDTH}}', 'dim')}  {printable(cell)}"


def outcome(seen: Observed) -> str:
    """Return what became of a mail in one system."""
    if seen.taken is None:
        return "-"
    parts = [words.present(seen)]
    parts += [part for each in seen.arrivals if each.fate == ARRIVED for part in _details(each)]
    if seen.notices:
        parts.append(f"the notice {words.present(Observed(True, '', seen.notices))}")
    return " · ".join(parts)


def _details(each: Arrival) -> Iterator[str]:
    yield f"envelope sender {each.sender or '<>'}"
    yield words.protection(each)
    yield f"login {each.login}" if each.login else "no login"
