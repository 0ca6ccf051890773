"""Credentials for next hops (Postfix smtp_sasl_password_maps)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.config.document import Json, Members
from sendoff.config.report import Path, Report
from sendoff.config.values.hosts import NextHop, parse_next_hop
from sendoff.config.values.text import Word, safe_string, type_name

# Nothing here is quoted in a problem but a next hop in brackets: people write passwords in every place.
_TABLE = r"(?:proxy:)?([a-z][a-z0-9]*):/\S*$"
_INLINE = r"(?:proxy:)?(inline|static|environ|pipemap|unionmap|randmap):"
_LINE = r"[^\n]+"
_WORDS = r"([^ \t]+)[ \t]*(.*)"
_UNSAFE_TYPES = ("inline", "static", "environ", "pipemap", "unionmap", "randmap", "regexp", "pcre", "cidr")


class Credential(NamedTuple):
    """User and password for one next hop; the password shows in no representation."""

    hop: NextHop
    user: str
    password: str

    def __repr__(self) -> str:
        """Return hop and user; a password has no place in a traceback."""
        return f"Credential({self.hop.text!r}, {self.user!r})"


class Credentials(NamedTuple):
    """Either entries of our own, or the name of an existing Postfix table (`type:path`), never both."""

    entries: tuple[Credential, ...] = ()
    table: str | None = None

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self.entries or self.table)


def credentials(value: Json, report: Report) -> Credentials | None:
    """Parse an object of next hops, a string of `next-hop user:password` lines, or a table's `type:path`."""
    if isinstance(value, Members):
        entries = _from_object(value, report)
    elif isinstance(value, str) and (found := re.match(_TABLE, value.strip()) or re.match(_INLINE, value.strip())):
        return _table(value.strip(), found[1], report)
    elif isinstance(value, str):
        entries = _from_lines(value, report)
    else:
        mend = 'Write {"[smtp.example.net]:587": "user:password"}.'
        report.add("wrong-type", f"{type_name(value)} where an object or a string is expected", mend=mend)
        return None
    return None if report.problems else Credentials(tuple(entries))


def _table(text: str, kind: str, report: Report) -> Credentials | None:
    if safe_string(text, report) is None:
        return None
    if "$" in text:
        report.add("dollar-sign", "the table's name holds a $", (), text.index("$"))
    elif kind in _UNSAFE_TYPES:
        mend = 'Write an object, {"[smtp.example.net]:587": "user:password"}.'
        report.add("bad-credentials", f"a table of type {kind} cannot hold passwords safely", mend=mend)
    elif "," in text or text.endswith("/"):
        report.add("bad-credentials", "the table's path is not one file", mend="Write type:path of one table.")
    else:
        return Credentials(table=text)
    return None


def _from_object(members: Members, report: Report) -> list[Credential]:
    for name in members.repeated:
        report.add("duplicate-key", "this next hop stands twice", ((name,),))
    seen: dict[str, Credential] = {}
    for name, value in members.items():
        path = (name,)
        hop = _hop(Word(name, ((name,),), 0), report)
        text = safe_string(value, report, path)
        credential = _credential(hop, text, report, path) if hop and text is not None else None
        _remember(credential, seen, report, ((name,),), 0)
    return list(seen.values())


def _from_lines(value: str, report: Report) -> list[Credential]:
    text = safe_string(value, report, blanks=True)
    seen: dict[str, Credential] = {}
    for line in re.finditer(_LINE, text or ""):
        stripped = line[0].strip(" \t\r")
        if not stripped or stripped.startswith("#"):
            continue
        start = line.start() + len(line[0]) - len(line[0].lstrip(" \t\r"))
        name, rest = re.match(_WORDS, stripped, re.DOTALL).groups()  # type: ignore[union-attr]
        if not rest and ":" in name and not name.startswith("["):
            mend = 'Write "[smtp.example.net]:587 user:password".'
            report.add("bad-credentials", "a line without a next hop and a blank behind it", (), start, mend)
            continue
        if rest.startswith("="):
            mend = 'Write "[smtp.example.net]:587 user:password", as in Postfix\'s tables.'
            report.add("bad-credentials", "an equals sign where user:password is expected", (), start, mend)
            continue
        hop = _hop(Word(name, (), start), report)
        ending = line[0].rstrip("\r")
        if ending != ending.rstrip(" \t"):
            end = line.start() + len(ending.rstrip(" \t"))
            report.add("bad-credentials", "blanks at the end of a line, which Postfix would cut", (), end)
            continue
        credential = _credential(hop, rest, report, (), start) if hop else None
        _remember(credential, seen, report, (), start)
    return list(seen.values())


def _hop(word: Word, report: Report) -> NextHop | None:
    mend = "Name the next hop, as in postfix::relayhost"
    if safe_string(word.text, report, word.path, word.offset) is None:
        return None
    if "@" in word.text:
        what = "an address where a next hop is expected"
        mend += "; passwords by sender are not supported."
        report.add("bad-credentials", what, word.path, word.offset, mend)
        return None
    if "$" in word.text:
        report.add("dollar-sign", "the next hop holds a $", word.path, word.offset)
        return None
    if word.text != word.text.strip():
        report.add("bad-next-hop", "a blank before or behind the next hop", word.path, word.offset, "Take it out.")
        return None
    return parse_next_hop(word, report, quote=False)


def _credential(hop: NextHop, text: str, report: Report, path: Path, offset: int = 0) -> Credential | None:
    user, colon, password = text.partition(":")
    if "\t" in text or "\r" in text:
        what = "a tab or carriage return in user:password"
    elif not colon:
        what = "no colon between user and password"
    elif not user or not password:
        what = f"no {'password behind' if user else 'user before'} the colon"
    elif text != text.strip():
        what = "a blank at the start or the end, which Postfix would cut"
    else:
        return Credential(hop, user, password)
    report.add("bad-credentials", f"{_named(hop)}{what}", path, offset)
    return None


def _named(hop: NextHop) -> str:
    return "" if hop.by_mx else f"for {hop.text}: "


def _remember(
    credential: Credential | None, seen: dict[str, Credential], report: Report, path: Path, offset: int
) -> None:
    if credential is None:
        return
    if credential.hop.text in seen:
        what = f"{_named(credential.hop)}credentials are given twice"
        report.add("repeated-value", what, path, offset)
        return
    seen[credential.hop.text] = credential
