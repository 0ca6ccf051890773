"""How long the ledger keeps what it knows, and how much of an address: the key `sendoff::ledger`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

FULL, DOMAIN, HASH = "full", "domain", "hash"


class LedgerSettings(NamedTuple):
    """`addresses` is full, domain or hash; days since the last word of a mail; MB (10**6 bytes) on disk."""

    addresses: str = FULL
    retention_days: int = 30
    max_megabytes: int = 1024


def ledger_settings(found: Mapping[str, Any] | None) -> LedgerSettings:
    """Return the settings as a generation or the ledger's fact has them; what is missing has its default."""
    known = {name: value for name, value in (found or {}).items() if name in LedgerSettings._fields}
    return LedgerSettings(**known)
