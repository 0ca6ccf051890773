"""What of an address stands in the ledger: all of it, its domain, or a keyed hash of its local part.

A hash is found again by who knows the whole address and the ledger's secret. It hides addresses from who sees an
answer, not from who may read the ledger's file: the secret stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

from sendoff.delivery.ledger_settings import DOMAIN, FULL, LedgerSettings

WITHOUT_DOMAIN = "*"
"""Stands for the local part of an address that has no domain: with both parts empty it would be the null sender."""

_HASH_BYTES = 8
_QUOTED = r'"(?:[^"\\\r\n]|\\.)*"'
_PLAIN = r"""(?<![^\s<>()\[\],;:"@\\])(?:(?!%40)[^\s<>()\[\],;:"@\\])+"""
_AT = r"(?:@|%40)"
_DOMAIN = r"(?P<domain>\[[0-9A-Za-z:.]+\]|\w[\w.-]*)"
_SHORTEST_WORD = 3


def stored(local: str, domain: str, settings: LedgerSettings, secret: str) -> str:
    """Return a local part as the ledger has it; `secret` is the ledger's own, in hex. The null sender stays."""
    if settings.addresses == FULL or not local:
        return local
    if settings.addresses == DOMAIN:
        return "" if domain else WITHOUT_DOMAIN
    return _hashed(local, domain, secret)


def redacted(text: str, settings: LedgerSettings, secret: str, known: Sequence[str] = ()) -> str:
    """Return a remote server's words with every address in them as the ledger has it.

    `known` are local parts that may stand alone in the text, such as the recipient's own; words of one or two
    letters are left, since they are parts of everything.
    """
    if settings.addresses == FULL:
        return text
    if "@" in text or "%40" in text:
        text = _address().sub(lambda found: _replaced(found, settings, secret), text)
    for local in known:
        if len(local) >= _SHORTEST_WORD and local in text:
            text = re.sub(rf"(?<![\w@.-]){re.escape(local)}(?![\w@])", "*", text)
    return text


def _replaced(found: re.Match[str], settings: LedgerSettings, secret: str) -> str:
    local, domain = _unquoted(found["local"]), found["domain"].rstrip(".-").lower()
    rest = found["domain"][len(domain) :]
    return f"{stored(local, domain, settings, secret)}@{domain}{rest}"


@lru_cache(1)
def _address() -> re.Pattern[str]:
    # Each local part begins where none goes on, so that a text of one long word is read once.
    return re.compile(rf"(?P<local>{_QUOTED}|{_PLAIN}){_AT}{_DOMAIN}")


def _unquoted(local: str) -> str:
    return re.sub(r"\\(.)", r"\1", local[1:-1]) if local.startswith('"') else local


@lru_cache(65536)
def _hashed(local: str, domain: str, secret: str) -> str:
    # Letters' case is no difference to any receiver of note, and a question may be written otherwise.
    text = f"{_unquoted(local).casefold()}@{domain.casefold()}"
    return blake2b(text.encode(errors="surrogateescape"), digest_size=_HASH_BYTES, key=_key(secret)).hexdigest()


@lru_cache(4)
def _key(secret: str) -> bytes:
    return blake2b(secret.encode()).digest()
