"""Settings back to JSON: the inverse of the table of keys' parsers.

What stands here is what a person would have written: a lone entry as a string, several as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sendoff.config.document import Json
from sendoff.config.keys import KEYS
from sendoff.config.settings import Settings
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.config.values.credentials import Credentials
from sendoff.config.values.hosts import NextHop
from sendoff.config.values.ledger import OFF, Ledger


def document(settings: Settings) -> dict[str, Json]:
    """Return the document that says these settings: only keys that differ from their default, in the table's order.

    Passwords are in it, if the settings hold any.
    """
    values = {name: getattr(settings, key.setting) for name, key in KEYS.items()}
    return {name: written(name, value) for name, value in values.items() if value != KEYS[name].unset}


def default(name: str) -> Json:
    """Return a key's default as JSON; an empty string says "none"."""
    return written(name, KEYS[name].unset)


def written(name: str, value: Any) -> Json:
    """Return a setting as the JSON value of its key."""
    if name == "postfix::mynetworks":
        return " ".join(value)
    if name == "postfix::smtputf8_enable":
        return "yes" if value else "no"
    if name == "sendoff::metrics_listen":
        return value or OFF
    if name in _OBJECTS:
        return {member: _list([*words]) for member, words in _OBJECTS[name](value)}
    if isinstance(value, Ledger):
        return value._asdict()
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Credentials):
        return _credentials(value)
    if isinstance(value, NextHop | EnvelopeAddress):
        return str(value)
    if isinstance(value, tuple):
        return _list([str(item) for item in value])
    return value or ""


_OBJECTS: dict[str, Callable[[Any], Iterable[tuple[str, Iterable[str]]]]] = {
    "sendoff::dkim": lambda value: value,
    "sendoff::on_block": lambda value: [(entry.provider, entry.words()) for entry in value],
}
"""Keys that are objects of words, or of lists of words: their members."""


def _list(items: list[str]) -> Json:
    return "" if not items else items[0] if len(items) == 1 else items


def _credentials(value: Credentials) -> Json:
    if value.entries:
        return {entry.hop.text: f"{entry.user}:{entry.password}" for entry in value.entries}
    return value.table or ""
