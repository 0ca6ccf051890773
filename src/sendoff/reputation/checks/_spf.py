"""What the SPF checks share: the records among a domain's TXT."""

from __future__ import annotations

import re

from sendoff.reputation.facts import Domain
from sendoff.reputation.spf.record import published


def records(domain: Domain) -> tuple[str, ...]:
    """Return the texts that are SPF records (RFC 7208, 4.5)."""
    return published(domain.txt.values)


def terms(record: str) -> list[str]:
    """Return a record's terms without its version."""
    return record.split()[1:]


def mechanism(term: str) -> tuple[str, str]:
    """Return a term's qualifier (empty for a modifier) and its name in small letters."""
    found = re.match(r"([+?~-]?)([A-Za-z][A-Za-z0-9_.-]*)(=)?", term)
    if not found:
        return "", ""
    return ("" if found[3] else found[1] or "+"), found[2].lower()
