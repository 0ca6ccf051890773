"""DMARC as RFC 9989 has it: records, and the DNS tree walk that finds the policy and the organizational domain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sendoff.reputation.dns import FOUND, UNKNOWN, Answer

VERSION = "DMARC1"
POLICIES = ("none", "quarantine", "reject")
GONE = ("pct", "rf", "ri")
"""Tags of RFC 7489 that RFC 9989 took away; receivers ignore them."""
KNOWN = ("v", "p", "sp", "np", "rua", "ruf", "adkim", "aspf", "fo", "psd", "t")

_MOST_LABELS = 8
_AFTER = 7
_VALUES = {
    "p": POLICIES, "sp": POLICIES, "np": POLICIES, "adkim": ("r", "s"), "aspf": ("r", "s"),
    "psd": ("y", "n", "u"), "t": ("y", "n"),
}  # fmt: skip
_URI = r"mailto:[^\s,;!@]+@([A-Za-z0-9.-]+)(?:![0-9]+[kmgt]?)?|[A-Za-z][A-Za-z0-9+.-]*:[^\s,;!]+"


class Record(NamedTuple):
    """A record: its tags in small letters (the first of two equal ones), and what is wrong with it."""

    text: str
    tags: Mapping[str, str]
    wrong: tuple[str, ...] = ()

    @property
    def policy(self) -> str:
        """The policy p; where there is none but reports are asked for, receivers take `none` (RFC 9989, 4.7)."""
        given = self.tags.get("p", "").lower()
        return given if given in POLICIES else ("none" if self.reports else "")

    @property
    def reports(self) -> tuple[str, ...]:
        """The URIs of rua that are written rightly."""
        return tuple(uri for uri in _uris(self.tags.get("rua", "")) if re.fullmatch(_URI, uri))

    @property
    def testing(self) -> bool:
        """Whether t=y asks receivers to apply the next weaker policy."""
        return self.tags.get("t", "").lower() == "y"


class Walk(NamedTuple):
    """What the tree walk found for a domain.

    `record` is the policy's, found `at` that domain; None where there is none. `several` are domains with more than one
    record, which receivers discard. `unknown` says why the walk cannot be told.
    """

    domain: str
    organizational: str
    record: Record | None = None
    at: str = ""
    several: tuple[str, ...] = ()
    unknown: str = ""


def targets(domain: str) -> tuple[str, ...]:
    """Return the domains of the tree walk, the longest first: at most eight."""
    labels = domain.split(".")
    rest = labels[1:] if len(labels) < _MOST_LABELS else labels[-_AFTER:]
    return (domain, *(".".join(rest[start:]) for start in range(len(rest))))


def questions(domain: str) -> tuple[tuple[str, str], ...]:
    """Return the questions of a tree walk, in its order, each a name and a kind."""
    return tuple((f"_dmarc.{target}", "TXT") for target in targets(domain))


def parse(text: str) -> Record | None:
    """Return a record, or None where the text is none: it does not begin with `v=DMARC1`."""
    if not re.match(rf"v[ \t]*=[ \t]*{VERSION}[ \t]*(?:;|$)", text):
        return None
    tags: dict[str, str] = {}
    wrong: list[str] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            wrong.append(f"{part!r} is no tag")
        elif name.lower() in tags:
            wrong.append(f"{name} stands twice")
        else:
            tags[name.lower()] = value
    return Record(text, tags, (*wrong, *_values_wrong(tags)))


def _values_wrong(tags: Mapping[str, str]) -> Iterable[str]:
    for name, allowed in _VALUES.items():
        if name in tags and tags[name].lower() not in allowed:
            yield f"{name}={tags[name]} is none of {', '.join(allowed)}"
    for name in ("rua", "ruf"):
        odd = [uri for uri in _uris(tags.get(name, "")) if not re.fullmatch(_URI, uri)]
        if odd or (name in tags and not tags[name]):
            yield (
                f"{name} has {odd[0]!r}, which is no URI such as mailto:reports@example.org"
                if odd
                else f"{name}= is empty"
            )


def _uris(value: str) -> list[str]:
    return [uri.strip() for uri in value.split(",") if uri.strip()]


def report_hosts(record: Record) -> tuple[str, ...]:
    """Return the domains whose mailboxes rua names."""
    found = (re.fullmatch(_URI, uri) for uri in record.reports)
    return tuple(dict.fromkeys(match[1].lower().rstrip(".") for match in found if match and match[1]))


def within(name: str, organizational: str) -> bool:
    """Tell whether a domain is an organizational domain or below it."""
    return name == organizational or name.endswith(f".{organizational}")


def walk(domain: str, answers: Iterable[Answer]) -> Walk:
    """Return what the answers to `questions(domain)` come to."""
    by_name = {answer.name: answer for answer in answers}
    found: list[tuple[str, Record]] = []
    several: list[str] = []
    organizational = ""
    for target in targets(domain):
        answer = by_name.get(f"_dmarc.{target}")
        if answer is None or answer.outcome == UNKNOWN:
            # A record further up may or may not count: what is there already may still be the policy.
            own = next((record for at, record in found if at == domain), None)
            reason = f"_dmarc.{target}: {answer.why if answer else 'was not asked'}"
            return Walk(domain, "", own, domain if own else "", tuple(several), reason)
        records = [record for value in answer.values if (record := parse(value))] if answer.outcome == FOUND else []
        if len(records) > 1:
            several.append(target)
        if len(records) != 1:
            continue
        found.append((target, records[0]))
        public = records[0].tags.get("psd", "").lower()
        if public == "n":
            organizational = target
            break
        if public == "y" and target != domain:
            organizational = _below(domain, target)
            break
    organizational = organizational or (found[-1][0] if found else domain)
    return Walk(domain, organizational, *_policy(domain, organizational, found), tuple(several))


def _below(domain: str, suffix: str) -> str:
    count = suffix.count(".") + 2
    return ".".join(domain.split(".")[-count:])


def _policy(domain: str, organizational: str, found: list[tuple[str, Record]]) -> tuple[Record | None, str]:
    """Return the record of the domain itself, else of the organizational domain, else of the public suffix above it."""
    by_name = dict(found)
    public = next((at for at, record in found if record.tags.get("psd", "").lower() == "y" and at != domain), "")
    at = next((name for name in (domain, organizational, public) if name in by_name), "")
    return by_name.get(at), at


def effective(found: Walk) -> str:
    """Return the policy for the domain: p at its own record, else sp (or p) of a record above it; empty: none."""
    if found.record is None or not found.record.policy:
        return ""
    below = found.record.tags.get("sp", "").lower() if found.at != found.domain else ""
    return below if below in POLICIES else found.record.policy


def aligned(one: str, other: str, organizations: Mapping[str, str], *, strict: bool = False) -> bool | None:
    """Tell whether two domains are aligned; None where the organizational domain of one is not known."""
    if one == other:
        return True
    if strict:
        return False
    first, second = organizations.get(one, ""), organizations.get(other, "")
    return None if not first or not second else first == second
