"""Credentials for next hops (Postfix smtp_sasl_password_maps)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sendoff.config.document import Json, Members
from sendoff.config.masking import shown
from sendoff.config.report import Path, Report
from sendoff.config.values.hosts import NextHop, parse_next_hop
from sendoff.config.values.text import Word, safe_string, type_name

_TABLE = r"(?:proxy:)?[a-z][a-z0-9]*:/\S+$"
_LINE = r"[^\n]+"
_UNSAFE_TYPES = ("inline", "static", "regexp", "pcre")


@dataclass(frozen=True, slots=True)
class Credential:
    """User and password for one next hop; the password shows in no representation."""

    hop: NextHop
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
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
    elif isinstance(value, str) and re.match(_TABLE, value.strip()):
        return _table(value.strip(), report)
    elif isinstance(value, str):
        entries = _from_lines(value, report)
    else:
        report.add("wrong-type", f"{type_name(value)} where an object or a string is expected")
        return None
    return None if report.problems else Credentials(tuple(entries))


def _table(text: str, report: Report) -> Credentials | None:
    if "$" in text:
        report.add("dollar-sign", "the table's name holds a $")
    elif text.partition(":")[0] in _UNSAFE_TYPES:
        report.add("bad-credentials", f"a {text.partition(':')[0]}: table cannot hold passwords safely")
    else:
        return Credentials(table=text)
    return None


def _from_object(members: Members, report: Report) -> list[Credential]:
    for name in members.repeated:
        report.add("duplicate-key", f"{shown(name)} stands twice", (name,))
    seen: dict[str, Credential] = {}
    for name, value in members.items():
        path = (name,)
        hop = _hop(Word(name, path, 0), report)
        text = safe_string(value, report, path)
        credential = _credential(hop, text, report, path) if hop and text is not None else None
        _remember(credential, seen, report, path, 0)
    return list(seen.values())


def _from_lines(value: str, report: Report) -> list[Credential]:
    text = safe_string(value, report, blanks=True)
    seen: dict[str, Credential] = {}
    for line in re.finditer(_LINE, text or ""):
        stripped = line[0].strip(" \t\r")
        if not stripped or stripped.startswith("#"):
            continue
        name, _, rest = stripped.partition(" ") if " " in stripped else stripped.partition("\t")
        hop = _hop(Word(name, (), line.start()), report)
        if line[0].rstrip("\r") != line[0].rstrip("\r").rstrip(" \t"):
            report.add("bad-credentials", "blanks at the end of a line, which Postfix would cut", (), line.start())
            continue
        credential = _credential(hop, rest.lstrip(" \t"), report, (), line.start()) if hop else None
        _remember(credential, seen, report, (), line.start())
    return list(seen.values())


def _hop(word: Word, report: Report) -> NextHop | None:
    if safe_string(word.text, report, word.path) is None:
        return None
    if "@" in word.text:
        mend = "Name the next hop, as in postfix::relayhost; passwords by sender are not supported."
        report.add("bad-credentials", "an address where a next hop is expected", word.path, word.offset, mend)
        return None
    if "$" in word.text:
        report.add("dollar-sign", f"{shown(word.text)} holds a $", word.path, word.offset)
        return None
    return parse_next_hop(word, report)


def _credential(hop: NextHop, text: str, report: Report, path: Path, offset: int = 0) -> Credential | None:
    user, colon, password = text.partition(":")
    if "\t" in text or "\r" in text:
        what = "a tab or carriage return in user:password"
    elif not colon or not user or not password:
        what = "not user:password"
    elif text != text.strip():
        what = "a blank at the start or the end, which Postfix would cut"
    else:
        return Credential(hop, user, password)
    report.add("bad-credentials", f"for {hop.text}: {what}", path, offset)
    return None


def _remember(
    credential: Credential | None, seen: dict[str, Credential], report: Report, path: Path, offset: int
) -> None:
    if credential is None:
        return
    if credential.hop.text in seen:
        report.add("repeated-value", f"{credential.hop.text} has credentials already", path, offset)
        return
    seen[credential.hop.text] = credential
