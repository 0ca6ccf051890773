"""Postfix's `$name` in values, where it is simple (postconf(5)): `$name`, `${name}`, `$(name)`, `$$`."""

from __future__ import annotations

import re
from collections.abc import Mapping

_DEEPEST = 10
_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\}|\((\w+)\)|)")


class Unexpandable(Exception):
    """The value refers to something unknown, to itself, or by a condition."""


def expand(value: str, names: Mapping[str, str], depth: int = 0) -> str:
    """Return a value with its references replaced by what `names` has for them.

    Raises:
        Unexpandable: it cannot be told here what Postfix would make of it.
    """
    if "$" not in value:
        return value
    if depth >= _DEEPEST:
        raise Unexpandable(value)

    def replaced(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3]
        if found[0] == "$$":
            return "$"
        if not name or name not in names:
            raise Unexpandable(found[0])
        return expand(names[name], names, depth + 1)

    return _REFERENCE.sub(replaced, value)


def compatibility(value: str) -> tuple[int, ...]:
    """Return a compatibility_level such as `3.6` as numbers that can be compared; what is not one counts as 0."""
    return tuple(map(int, value.split("."))) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9}){0,2}", value) else (0,)
