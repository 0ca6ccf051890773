"""What a person is to be told in one message."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident


class Affected(NamedTuple):
    """An incident, and whose mail it refuses most: senders and users, each with a number of refusals."""

    incident: Incident
    senders: tuple[tuple[str, int], ...] = ()
    users: tuple[tuple[str, int], ...] = ()


class Notice(NamedTuple):
    """Incidents that began, incidents that are over, and answers that are due, of a server by its name.

    `now` is when it is written (microseconds since 1970).
    """

    server: str
    now: int
    began: tuple[Affected, ...] = ()
    ended: tuple[Affected, ...] = ()
    cases: tuple[Due, ...] = ()
