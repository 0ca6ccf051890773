"""What became of a mail in a world, and the whole rehearsal as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sendoff.rehearsal.mails import Mail

ARRIVED, MAILBOX, PROGRAM, WAITS, RETURNED, GONE, PENDING = (
    "arrived", "mailbox", "program", "waits", "returned", "gone", "pending",
)  # fmt: skip
"""How a delivery ends: at a receiver, in a local mailbox, at a program of the server (which did not run), waiting for
another attempt, returned to its sender, given up without a word, or not seen to end."""


class Arrival(NamedTuple):
    """The end of one recipient. `at` is the stand-in's name, or the mailbox's user; `reply` what was said.

    Only of what arrived: `role` of the stand-in, `sender` (the envelope's, empty: null), `header_from`, `tls` (the
    protocol, empty: in the clear), `verified` (whether the certificate was), `login` (the user, empty: none), `helo`.
    """

    fate: str
    recipient: str
    at: str = ""
    reply: str = ""
    role: str = ""
    sender: str = ""
    header_from: str = ""
    tls: str = ""
    verified: bool = False
    login: str = ""
    helo: str = ""


class Observed(NamedTuple):
    """A mail in one world. `taken`: whether the server took it (None: it was not sent), `said` what it said.

    `notices` are what became of the non-delivery notices about it.
    """

    taken: bool | None
    said: str = ""
    arrivals: tuple[Arrival, ...] = ()
    notices: tuple[Arrival, ...] = ()

    @property
    def ended(self) -> bool:
        """Tell whether all of it was seen to end."""
        return self.taken is not None and all(each.fate != PENDING for each in (*self.arrivals, *self.notices))

    def like(self, other: Observed) -> bool:
        """Tell whether a mail fared alike in two worlds, but for the words of replies."""

        def ends(seen: Observed) -> list[Arrival]:
            return sorted(each._replace(reply="") for each in seen.arrivals)

        return self.taken == other.taken and ends(self) == ends(other)


class World(NamedTuple):
    """What was seen in one world, by the mail's id.

    `trouble` is why Postfix did not run there, empty if it did; `fatal` what its programs said when they ended by an
    error.
    """

    observed: Mapping[str, Observed]
    trouble: str = ""
    fatal: tuple[str, ...] = ()

    def of(self, mail: Mail) -> Observed:
        """Return what became of a mail."""
        return self.observed.get(mail.id, Observed(None))


class Difference(NamedTuple):
    """A sentence about what changes, and the mails that it is about."""

    text: str
    mails: tuple[str, ...]


REFUSE, WARN = "refuse", "warn"
"""How much a failure weighs, in the words of a plan's consequences: it stops an apply, or it is told."""


class Finding(NamedTuple):
    """Whether an expectation holds: `pass`, `fail` or `unknown`. `as_before`: the same mails fare so as it is, too.

    `weight` is that of a failure which the change brings; `values` are what the mails have instead of what is wanted.
    """

    id: str
    result: str
    text: str
    key: str | None = None
    mails: tuple[str, ...] = ()
    as_before: bool = False
    weight: str = REFUSE
    values: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """How much it weighs: nothing (empty) where it holds; what was so before the change does not stop it."""
        if self.result == "pass":
            return ""
        return self.weight if self.result == "fail" and not self.as_before else WARN


class Rehearsal(NamedTuple):
    """The same mails through the mail system as it is (`now`) and as it would be (`then`); it took `seconds`."""

    mails: tuple[Mail, ...]
    now: World
    then: World
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]
    not_rehearsed: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def flows(self) -> bool | None:
        """Tell whether mail flows as the JSON says; None: not all of it could be seen."""
        results = {found.result for found in self.findings}
        return False if "fail" in results else None if "unknown" in results else True
