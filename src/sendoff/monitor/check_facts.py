"""What `sendoff check` judges: facts of the running server and of its ledger. Values only; `host.monitoring` asks.

Moments are microseconds since 1970 (UTC). What could not be found out is `Unknown` with the reason, never a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sendoff.change.facts import Unknown
from sendoff.delivery.gaps import Gap
from sendoff.monitor.case import Due
from sendoff.monitor.incident import Incident

HOUR = 3_600_000_000
"""Microseconds of an hour: tallies are counted by whole hours since 1970."""


class Service(NamedTuple):
    """Whether Postfix is installed, and the process id of its master; None where it does not run."""

    installed: bool
    pid: int | None


class Answering(NamedTuple):
    """Who listens on port 25, and what was said there.

    `required` are the addresses where the applied configuration wants Postfix to listen, `listening` those where it
    does (`0.0.0.0` and `::` stand for all). `service` is false when master.cf has no SMTP server. `address` is where
    was asked; `code` and `text` are the greeting, after `seconds`; `error` says why there was none.
    """

    required: frozenset[str] = frozenset()
    listening: frozenset[str] = frozenset()
    service: bool = True
    address: str = ""
    code: int = 0
    text: str = ""
    seconds: float | None = None
    error: str = ""


class Health(NamedTuple):
    """How the ledger is: the facts that the watch wrote into it, and the gaps of the last 24 hours.

    `size` is in bytes; `queue` is the watch's last look at the queue (see `host.ledger.schema`); `oldest_open` is when
    the oldest message that waits and is not held was handed in, as far as the ledger knows; it is asked only where the
    watch did not look at the queue of late. `notify` is how telling people of incidents went (`host.watching.telling`).
    """

    path: str
    begins: int | None = None
    last_line: int | None = None
    last_read: int | None = None
    source: str | None = None
    source_trouble: str | None = None
    trouble: str | None = None
    queue: Mapping[str, Any] | None = None
    oldest_open: int | None = None
    size: int | None = None
    gaps: tuple[Gap, ...] = ()
    notify: Mapping[str, Any] | None = None


class History(NamedTuple):
    """What the ledger counted: by whole hours since 1970.

    `attempts` has, for some hours, the number of attempts by their status; `accepted` the number of messages that
    clients and programs handed in; hours without any are left out. `last_accepted` is when the last one was handed in
    (None: never), and `first_hour` the first hour that the ledger knows whole (None: not yet one).
    """

    attempts: Mapping[int, Mapping[str, int]]
    accepted: Mapping[int, int]
    last_accepted: int | None = None
    first_hour: int | None = None


class Certificate(NamedTuple):
    """The applied certificate: its file, and when it ends; None with `error` where the file holds none."""

    path: str
    not_after: int | None = None
    error: str = ""


class Changing(NamedTuple):
    """Whether somebody changes the machine now (`process`), and since when an apply is not finished (`started`).

    `certain` is false where only root could tell whether the process still runs.
    """

    process: str | None = None
    started: int | None = None
    certain: bool = True


NOT_ASKED = Unknown("was not asked")


class Facts(NamedTuple):
    """Everything that was asked; `files` is the queue's depth by its files, `ids` the oldest arrival by its queue ids.

    `moved` is when a message last came into or left the incoming or active queue. `watch` tells whether a watch runs;
    None: this user may not know. `drifted` are the parameters whose live value is not the applied one. `cases` are
    those with a provider whose answer is overdue; `incidents` are the open ones.
    """

    now: int
    service: Service | Unknown = NOT_ASKED
    answering: Answering | Unknown = NOT_ASKED
    files: Mapping[str, int] | Unknown = NOT_ASKED
    ids: int | Unknown | None = NOT_ASKED
    moved: int | None = None
    watch: bool | None = None
    ledger: Health | Unknown = NOT_ASKED
    history: History | Unknown = NOT_ASKED
    drifted: tuple[str, ...] | Unknown = NOT_ASKED
    changing: Changing | Unknown = NOT_ASKED
    certificate: Certificate | Unknown | None = NOT_ASKED
    cases: tuple[Due, ...] | Unknown = NOT_ASKED
    incidents: tuple[Incident, ...] | Unknown = NOT_ASKED
