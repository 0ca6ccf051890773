"""Domains that a server sends as, and the selectors by which it signs for them (RFC 6376, 3.1)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.config.document import Json, Members
from sendoff.config.masking import shown
from sendoff.config.report import Path, Report
from sendoff.config.values.hosts import is_server_name
from sendoff.config.values.text import Word, safe_string, type_name, words

_LDH = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SELECTOR = rf"(?=.{{1,63}}$){_LDH}(?:\.{_LDH})*$"
_LONGEST = 253


class Signing(NamedTuple):
    """A domain whose mail is signed, and its selectors: the first signs, the others stay published."""

    domain: str
    selectors: tuple[str, ...]


def domains(value: Json, report: Report) -> tuple[str, ...]:
    """Parse a string or a list of domains, in A-labels; letter case does not count."""
    found: dict[str, None] = {}
    for word in words(value, report):
        name = _domain(word, report)
        if name and name in found:
            report.add("repeated-value", f"{shown(word.text)} stands twice", word.path, word.offset)
        elif name:
            found[name] = None
    return tuple(found)


def signings(value: Json, report: Report) -> tuple[Signing, ...]:
    """Parse an object of domains, each with a selector or a list of selectors."""
    if not isinstance(value, Members):
        mend = 'Write an object, for example {"example.org": "s2026a"}.'
        report.add("wrong-type", f"{type_name(value)} where an object is expected", mend=mend)
        return ()
    for name in value.repeated:
        report.add("duplicate-key", "a domain stands twice", ((name,),))
    found: dict[str, Signing] = {}
    for name, given in value.items():
        # The name of a member is no value: problems with it point at the member.
        domain = _domain(Word(name, ((name,),), 0), report, quote=False)
        selectors = _selectors(given, report, name, domain or "")
        if domain and domain in found:
            report.add("repeated-value", "a domain stands twice, in another letter case", ((name,),))
        elif domain and selectors:
            found[domain] = Signing(domain, selectors)
    return tuple(found.values())


def _domain(word: Word, report: Report, *, quote: bool = True) -> str | None:
    text = word.text
    if is_server_name(text):
        return text.lower()
    name = shown(text) if quote else "this"
    outside = "" if text.isascii() else "; write its xn-- form"
    report.add("bad-domain", f"{name} is not a domain{outside}", word.path, word.offset)
    return None


def _selectors(value: Json, report: Report, name: str, domain: str) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    paths: list[Path] = [(name, index) for index in range(len(listed))] if isinstance(value, list) else [(name,)]
    if not listed:
        report.add("bad-selector", "no selector, so nothing could sign", (name,))
    found: dict[str, None] = {}
    for item, path in zip(listed, paths, strict=True):
        text = safe_string(item, report, path)
        if text is None:
            continue
        if not re.match(_SELECTOR, text) or len(f"{text}._domainkey.{domain}") > _LONGEST:
            report.add("bad-selector", "this is not a selector", path)
        elif text.lower() in found:
            report.add("repeated-value", "a selector stands twice", path)
        else:
            found[text.lower()] = None
    return tuple(found)
