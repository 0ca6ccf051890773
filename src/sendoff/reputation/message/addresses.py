"""Addresses in header fields (RFC 5322, 3.4): display names and what stands between `<` and `>`."""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 10_000
_WORDS = re.compile(
    r"""  "(?:[^"\\]|\\.)*" | <[^<>]*> | [(),;:] | \\. | [^"<>(),;:\\]+ | .  """, re.DOTALL | re.VERBOSE
)
_ADDRESS = re.compile(r"""(?:[^\s@"<>(),:;\\]+|"(?:[^"\\\r\n]|\\.)*")@(?:[^\s@<>(),:;"\\\[\]]+|\[[^\]\s]*\])""")


class Mailbox(NamedTuple):
    """A display name as written, and the address; `good` is false for what is no address."""

    name: str
    address: str
    good: bool

    @property
    def domain(self) -> str:
        """The address's domain in small letters, without its last dot."""
        return self.address.rpartition("@")[2].lower().rstrip(".") if self.good else ""


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a field; group names are left out, comments too."""
    found = (_mailbox(part) for part in _parts(value[:_LONGEST]))
    return tuple(one for one in found if one is not None)


def _parts(text: str) -> list[str]:
    """Cut at commas, semicolons and a group's colon, where they stand outside quotes, angles and comments."""
    parts: list[list[str]] = [[]]
    depth, whole = 0, False
    for word in _WORDS.findall(text):
        if word in ("(", ")"):
            depth = max(0, depth + (1 if word == "(" else -1))
        elif depth:
            continue
        elif word in (",", ";"):
            parts.append([])
            whole = False
        elif word == ":" and not whole:
            parts[-1] = []
        else:
            parts[-1].append(word)
            whole = whole or "@" in word
    return ["".join(part).strip() for part in parts]


def _mailbox(text: str) -> Mailbox | None:
    if not text:
        return None
    if text.endswith(">"):
        name, _, address = text[:-1].rpartition("<")
        return Mailbox(_unquoted(name.strip()), address.strip(), _is_address(address.strip()))
    return Mailbox("", text, _is_address(text))


def _unquoted(name: str) -> str:
    inner = name[1:-1] if len(name) > 1 and name[0] == name[-1] == '"' else name
    return re.sub(r"\\(.)", r"\1", inner)


def _is_address(text: str) -> bool:
    return len(text) <= 1000 and _ADDRESS.fullmatch(text) is not None  # noqa: PLR2004 - far above any real one
