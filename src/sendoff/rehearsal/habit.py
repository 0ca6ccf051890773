"""How a next hop behaves, as far as somebody knows; without that, a stand-in takes what it gets and shows good papers.

The document that says it is an object of next hops, as `postfix::relayhost` has them:

    {"[smtp.example.net]:587": {"senders": ["@example.net"], "login": "user:password", "certificate": "wrong-name",
     "tls": "none", "auth": true, "size": 10000000, "smtputf8": false, "replies": {"RCPT": "450 4.2.0 later"}}}

Every member may be missing. `certificate`: valid, wrong-name, expired, self-signed. `tls`: starttls, implicit, none.
`auth`: whether it offers a login. `replies`: what it says instead of the usual to commands that begin so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

CERTIFICATES = ("valid", "wrong-name", "expired", "self-signed")
TLS = ("starttls", "implicit", "none")
_REPLY = r"[245]\d\d[ -][ -~]*"
_MEMBERS = ("auth", "certificate", "login", "replies", "senders", "size", "smtputf8", "tls")


class Habit(NamedTuple):
    """What is known of a next hop; `senders` are the envelope senders it takes: addresses, or `@domain`."""

    senders: tuple[str, ...] = ()
    login: tuple[str, str] | None = None
    certificate: str = "valid"
    tls: str | None = None
    size: int | None = None
    smtputf8: bool = True
    replies: Mapping[str, str] = {}
    auth: bool = True

    def __repr__(self) -> str:
        """Return nothing of it: it may hold a password."""
        return "Habit()"


PLAIN = Habit()
"""Nothing is known."""


class BadHabits(Exception):
    """The document says something that cannot be understood; the text has no value of it, which may be secret."""


def read(data: bytes) -> dict[str, Habit]:
    """Return the habits by next hop as it is written.

    Raises:
        BadHabits: with what is wrong and where.
    """
    try:
        found = json.loads(data)
    except ValueError as error:
        raise BadHabits(f"it is not JSON: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(value, dict) for value in found.values()):
        raise BadHabits("it is not an object of next hops with an object each")
    return {hop: _habit(hop, members) for hop, members in found.items()}


def _habit(hop: str, members: dict[str, Any]) -> Habit:
    for name in members:
        if name not in _MEMBERS:
            raise BadHabits(f"{hop}: {name!r} is none of {', '.join(_MEMBERS)}")
    values = dict(members)
    for name, valid in _VALID.items():
        if name in values and not valid(values[name]):
            raise BadHabits(f"{hop}: {name} is not as it must be")
    if "login" in values:
        values["login"] = tuple(values["login"].split(":", 1))
    if "senders" in values:
        values["senders"] = tuple(values["senders"])
    return Habit(**values)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and "@" in each for each in value)


def _are_replies(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(reply, str) and re.fullmatch(_REPLY, reply) for reply in value.values()
    )


_VALID = {
    "certificate": CERTIFICATES.__contains__,
    "tls": TLS.__contains__,
    "login": lambda value: isinstance(value, str) and 0 < value.find(":") < len(value) - 1,
    "senders": _are_texts,
    "size": _is_size,
    "smtputf8": lambda value: isinstance(value, bool),
    "auth": lambda value: isinstance(value, bool),
    "replies": _are_replies,
}
