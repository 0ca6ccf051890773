"""Who on this server sent what to a provider lately: the cause is nearly always one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

KINDS = ("user", "login", "script", "sender domain", "client")
"""By what mail is told apart: the system user that handed it in, the SMTP login, PHP's script, the envelope sender's
domain, and the client that handed it in without a login."""

MOST = 5
"""Of each kind that are told."""
_MANY = 100
"""Different recipients from which on somebody has many."""
_UNKNOWN, _SHARE = 10, 0.05
"""Recipients that do not exist: so many, and such a share, are many. Bought and guessed lists have more."""
_KEPT = 10_000
UNKNOWN_CLASSES = ("unknown-recipient", "disabled-recipient")

NEW, MANY, STRANGERS = "first seen this week", "many recipients", "many unknown recipients"


class Sender(NamedTuple):
    """One of them: deliveries accepted and refused, different recipients, those unknown there, and what is unusual."""

    kind: str
    name: str
    accepted: int
    refused: int
    recipients: int
    unknown: int
    marks: tuple[str, ...] = ()


class Counting:
    """Takes deliveries and adds them up by who sent them."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], _Sum] = {}

    def take(self, names: Iterable[str | None], recipient: str, accepted: bool, refused_as: str | None) -> None:
        """Count one delivery; `names` are in the order of KINDS, `refused_as` is the refusal's class."""
        for kind, name in zip(KINDS, names, strict=True):
            if name:
                self._found.setdefault((kind, name), _Sum()).take(recipient, accepted, refused_as)

    def top(self) -> list[Sender]:
        """Return the ones with the most deliveries of each kind, without marks."""
        found = [
            Sender(kind, name, one.accepted, one.refused, len(one.recipients), one.unknown)
            for (kind, name), one in self._found.items()
        ]
        found.sort(key=lambda one: (-(one.accepted + one.refused), one.name))
        return [one for kind in KINDS for one in [each for each in found if each.kind == kind][:MOST]]


class _Sum:
    def __init__(self) -> None:
        self.accepted = self.refused = self.unknown = 0
        self.recipients: set[int] = set()

    def take(self, recipient: str, accepted: bool, refused_as: str | None) -> None:
        self.accepted += accepted
        self.refused += not accepted
        self.unknown += refused_as in UNKNOWN_CLASSES
        if len(self.recipients) < _KEPT:
            self.recipients.add(hash(recipient))


def marked(found: Iterable[Sender], new: Collection[tuple[str, str]]) -> list[Sender]:
    """Return them with what is unusual; `new` are the (kind, name) that were not seen before this week."""
    return [one._replace(marks=tuple(_marks(one, new))) for one in found]


def _marks(one: Sender, new: Collection[tuple[str, str]]) -> Iterable[str]:
    if (one.kind, one.name) in new:
        yield NEW
    if one.recipients >= _MANY:
        yield MANY
    if one.unknown >= _UNKNOWN and one.unknown >= _SHARE * (one.accepted + one.refused):
        yield STRANGERS
