"""The files that a log's rotation left beside it, and their order.

Names tell the order where rotation numbers them (mail.log.1, .2.gz) or dates them (mail.log-20261123.gz,
postfix.log.20261123-040000, mail-20261123.log); between the two kinds, the time of the last change does.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

NUMBER, DATE, OTHER = "number", "date", "other"
_COMPRESSED = r"\.(?:gz|bz2|xz|zst|lzma)$"
_NUMBER = r"\.(\d{1,4})"
_DATE = r"[-._]\d[\dT:._-]{5,}"
_TRIES = 10


class Member(NamedTuple):
    """A file beside a log. `stem` is its name without compression, `order` its number or date."""

    path: str
    stem: str
    kind: str
    order: str
    inode: int
    time: float


def family(log: str) -> list[Member]:
    """Return the files beside a log, oldest first as far as names and times tell, those of other names last.

    A rotation that goes on meanwhile renames one file after the other; so what counts is what was seen twice.
    """
    before = _seen(log)
    for _ in range(_TRIES):
        now = _seen(log)
        if [member[:-1] for member in now] == [member[:-1] for member in before]:
            break
        before = now
    return _without_twins(before)


def following(members: list[Member], of: Member) -> list[Member]:
    """Return those that rotation made after one of them, oldest first."""
    if of.kind == OTHER:
        return later(members, of.time)
    same = {member.stem for member in members if member.kind == of.kind and _rank(member) > _rank(of)}
    found = [
        member
        for member in members
        if member.stem in same or (member.kind not in (of.kind, OTHER) and member.time > of.time)
    ]
    return _in_order(found)


def later(members: list[Member], time: float) -> list[Member]:
    """Return those that rotation made and that were changed after a moment (seconds since 1970), oldest first."""
    return _in_order([member for member in members if member.kind != OTHER and member.time > time])


def _in_order(members: list[Member]) -> list[Member]:
    if len({member.kind for member in members}) > 1:
        return sorted(members, key=lambda member: member.time)
    return sorted(members, key=_rank)


def _rank(member: Member) -> tuple[int, str]:
    return (-int(member.order), "") if member.kind == NUMBER else (0, re.sub(r"\D", "", member.order))


def _seen(log: str) -> list[Member]:
    folder, base = os.path.split(os.path.abspath(log))
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    found = (_member(folder, name, base) for name in names if name != base)
    return [member for member in found if member]


def _member(folder: str, name: str, base: str) -> Member | None:
    stem = re.sub(_COMPRESSED, "", name)
    kind, order = _kind(stem, base)
    if not kind:
        return None
    path = os.path.join(folder, name)
    try:
        found = os.stat(path)
    except OSError:
        return None
    return Member(path, stem, kind, order, found.st_ino, found.st_mtime)


def _kind(stem: str, base: str) -> tuple[str, str]:
    """Return what rotation made of a log's name, and its number or date; two empty strings: not this log's file."""
    root, extension = os.path.splitext(base)
    middle = extension and stem.startswith(root) and stem.endswith(extension)
    for rest in (stem.removeprefix(base), stem[len(root) : -len(extension)] if middle else ""):
        if rest != stem and (found := re.fullmatch(_NUMBER, rest)):
            return NUMBER, found[1]
        if rest != stem and re.fullmatch(_DATE, rest):
            return DATE, rest
    return (OTHER, "") if re.match(re.escape(base) + r"\W|" + re.escape(base) + "$", stem) else ("", "")


def _without_twins(members: list[Member]) -> list[Member]:
    """While a file is compressed there are two of it; the one that is whole stays."""
    plain = {member.stem for member in members if member.path.endswith(member.stem)}
    kept = [member for member in members if member.stem not in plain or member.path.endswith(member.stem)]
    return sorted(_in_order(kept), key=lambda member: member.kind == OTHER)
