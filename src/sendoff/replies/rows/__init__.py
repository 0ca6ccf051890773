"""The tables of known replies: one provider, one file. Whoever adds a reply adds one row here; its example is its test.

A provider's file has `SIGNS`, phrases that only this provider writes, and `ROWS`. Tables are loaded when they are
needed, since most commands need none.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from sendoff.replies.matching import Table
from sendoff.replies.phrases import Phrase, phrases
from sendoff.replies.row import Row

FILES = {
    "microsoft": "microsoft",
    "google": "google",
    "yahoo": "yahoo",
    "apple": "apple",
    "proofpoint": "proofpoint",
    "barracuda": "barracuda",
    "gmx": "gmx",
    "t-online": "t_online",
    "orange": "orange",
    "mimecast": "mimecast",
    "cisco": "cisco",
    "vade": "vade",
    "godaddy": "godaddy",
    "rackspace": "rackspace",
    "comcast": "comcast",
    "mail.ru": "mail_ru",
    "zoho": "zoho",
    "yandex": "yandex",
    "qq": "qq",
    "netease": "netease",
    "charter": "charter",
}
"""The file of each provider that has one."""

GENERAL = ("postfix_own", "any_server")
"""The tables that are asked of every reply, in this order; the first only of what Postfix itself says."""


@cache
def table(name: str) -> Table:
    """Return a provider's table, or one of `GENERAL`; an empty one for a provider without a file."""
    return Table(rows_of(name))


def rows_of(name: str) -> tuple[Row, ...]:
    """Return the rows of a provider or of one of `GENERAL`."""
    if name not in FILES and name not in GENERAL:
        return ()
    found: tuple[Row, ...] = import_module(f"sendoff.replies.rows.{FILES.get(name, name)}").ROWS
    return found


@cache
def vague() -> frozenset[int]:
    """Return the places of the rows of any server whose words say so little that single words may say more."""
    from sendoff.replies.rows.any_last import VAGUE

    return frozenset(place for place, row in enumerate(rows_of("any_server")) if row in VAGUE)


@cache
def sign_marks() -> tuple[tuple[str, str], ...]:
    """Return the expressions for codes that only one provider writes."""
    modules = ((provider, import_module(f"sendoff.replies.rows.{file}")) for provider, file in FILES.items())
    return tuple((provider, module.SIGN_MARK) for provider, module in modules if hasattr(module, "SIGN_MARK"))


@cache
def signs() -> tuple[tuple[str, Phrase], ...]:
    """Return the phrases that tell a provider where its host does not."""
    return tuple(
        (provider, phrase)
        for provider, file in FILES.items()
        for phrase in phrases(import_module(f"sendoff.replies.rows.{file}").SIGNS)
    )
