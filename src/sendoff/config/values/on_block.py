"""What is done with mail to a provider while it blocks or throttles this server."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.config.document import Json, Members
from sendoff.config.masking import shown
from sendoff.config.report import Path, Report
from sendoff.config.values.hosts import NextHop, parse_next_hop
from sendoff.config.values.text import Word, safe_string, type_name
from sendoff.replies.providers import LOCAL, OTHER, PROVIDERS

SLOW = "slow"
NAMES = tuple(name for name in PROVIDERS if name not in (LOCAL, OTHER))
"""The providers that can be named."""

_MEND = 'Write "slow", a next hop such as "[relay.example.net]:587", or a list of both.'


class OnBlock(NamedTuple):
    """A provider, the next hop that its mail takes while it blocks (None: none), and whether it is slowed meanwhile."""

    provider: str
    detour: NextHop | None = None
    slow: bool = False

    def words(self) -> list[str]:
        """Return what stands in the document for this provider."""
        return [*([SLOW] if self.slow else []), *([self.detour.text] if self.detour else [])]


def on_block(value: Json, report: Report) -> tuple[OnBlock, ...]:
    """Parse an object of providers, each with a next hop, `slow`, or a list of both."""
    if not isinstance(value, Members):
        mend = 'Write an object, for example {"microsoft": "[relay.example.net]:587"}.'
        report.add("wrong-type", f"{type_name(value)} where an object is expected", mend=mend)
        return ()
    for name in value.repeated:
        report.add("duplicate-key", "a provider stands twice", ((name,),))
    found: dict[str, OnBlock] = {}
    for name, given in value.items():
        known = name.lower() in NAMES
        if not known:
            _unknown(name, report)
        parsed = _one(name.lower(), given, report, name)
        if known and parsed.provider in found:
            report.add("repeated-value", "a provider stands twice, in another letter case", ((name,),))
        elif known and (parsed.detour or parsed.slow):
            found[parsed.provider] = parsed
    return tuple(found.values())


def _unknown(name: str, report: Report) -> None:
    from difflib import get_close_matches  # start-up: only for a mistake

    near = get_close_matches(name.strip().lower()[:100], NAMES)
    mend = f"Did you mean {near[0]}? " if near else ""
    what = f"{shown(name) if near else 'this'} is not a provider that sendoff knows"
    report.add("bad-provider", what, ((name,),), mend=f"{mend}`sendoff explain {report.key}` lists the providers.")


def _one(provider: str, value: Json, report: Report, name: str) -> OnBlock:
    listed = value if isinstance(value, list) else [value]
    paths: list[Path] = [(name, index) for index in range(len(listed))] if isinstance(value, list) else [(name,)]
    if not listed:
        report.add("bad-next-hop", "nothing is to be done for this provider", (name,), mend=_MEND)
    found = OnBlock(provider)
    for item, path in zip(listed, paths, strict=True):
        if not isinstance(item, str):
            report.add("wrong-type", f"{type_name(item)} where a next hop or slow is expected", path, mend=_MEND)
            continue
        found = _with(found, item, report, path)
    return found


def _with(found: OnBlock, item: str, report: Report, path: Path) -> OnBlock:
    text = (safe_string(item, report, path) or "").strip(" ")
    if text == SLOW:
        if found.slow:
            report.add("repeated-value", "slow stands twice", path)
        return found._replace(slow=True)
    if "$" in text:
        report.add("dollar-sign", "the value holds a $", path, item.index("$"))
        return found
    if not text or len(text.replace(",", " ").split()) > 1:
        if safe_string(item, Report(report.document, report.key), path) is not None:
            what = "more than one next hop" if text else "an empty text"
            report.add("bad-next-hop", what, path, mend=_MEND)
        return found
    hop = parse_next_hop(Word(text, path, item.index(text)), report)
    if hop and found.detour:
        report.add("repeated-value", "a second next hop for one provider", path)
        return found
    return found._replace(detour=hop) if hop else found
