"""What a trace is made of: the ledger's rows that it needs, and the verdicts that come out. Times are microseconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sendoff.delivery.gaps import Gap

GOOD = ("sent",)
FINAL = ("sent", "bounced", "expired", "deleted")
"""What does not change any more. Unknown may, once the log is read; on hold waits for a person."""


class Mail(NamedTuple):
    """A row of the table `message`; addresses in one piece."""

    id: int
    queue_id: str
    began: int | None
    first_seen: int
    last_seen: int
    ended: int | None
    ending: str | None
    held: int | None
    sender: str | None
    size: int | None
    nrcpt: int | None
    message_id: str | None
    uid: int | None
    user: str | None
    client: str | None
    sasl_username: str | None
    header_from: str | None
    script: str | None
    parent: str | None
    parent_kind: str | None
    next_retry: int | None
    instance: str


class Fate(NamedTuple):
    """A row of the view `fate`, as far as it is of one recipient; `kind` and `code` are the reply's class and code."""

    id: int
    recipient: str
    original: str | None
    verdict: str
    attempts: int
    reply: str | None
    dsn: str | None
    relay: str | None
    tls: str | None
    tried: str | None
    delay: float | None
    delays: tuple[float | None, float | None, float | None, float | None]
    first_seen: int
    last_seen: int
    generation: int | None
    handed_to: str | None
    kind: str | None = None
    code: str | None = None

    @property
    def message(self) -> int:
        """Return the id of its message."""
        return self.id >> 20


class Known(NamedTuple):
    """What was found: messages and deliveries by message id, among them those that the wanted ones lead to.

    `wanted` are the messages asked for, with the ids of the deliveries asked for; None asks for all of them. `waiting`
    has, by queue id, what the queue itself says: its name and the recipients asked for; `retries` the next attempt;
    `gone` are messages that the ledger has in the queue, and the queue has not.
    """

    mails: Mapping[int, Mail]
    fates: Mapping[int, tuple[Fate, ...]]
    wanted: Mapping[int, frozenset[int] | None]
    waiting: Mapping[str, tuple[str, tuple[str, ...]]] = {}
    retries: Mapping[str, int] = {}
    gone: frozenset[int] = frozenset()
    now: int = 0


class Rejection(NamedTuple):
    """Mail that this server did not take, `count` times within an hour; the last time at `last_seen`."""

    client: str
    sender: str
    recipient: str
    reply: str
    count: int  # type: ignore[assignment]  # hides a tuple's method that nobody needs here
    last_seen: int


class End(NamedTuple):
    """The end of a recipient's way: the message and the delivery that it is in now, and the messages before.

    `fate` is None where no delivery is known: then `recipient` may tell for whom it is, and `others` how many
    recipients there are besides those that are known. `lost` says why the end is not known.
    """

    mail: Mail
    fate: Fate | None
    verdict: str
    recipient: str | None
    original: str | None
    way: tuple[Mail, ...]
    others: int = 0
    lost: str | None = None


class Notice(NamedTuple):
    """What became of a bounce or a delay notice, for one of its recipients."""

    queue_id: str
    recipient: str | None
    status: str
    reply: str | None
    first_seen: int


class About(NamedTuple):
    """The message that a notice is about; `recipients` with their status, those not delivered first."""

    queue_id: str
    message_id: str | None
    sender: str | None
    recipients: tuple[tuple[str, str], ...]


class Traced(NamedTuple):
    """A verdict, with all that belongs to it. `origin` is the message as it was handed in."""

    end: End
    origin: Mail
    submitted_by: str | None
    next_retry: int | None
    notices: tuple[Notice, ...]
    about: About | None

    @property
    def last_seen(self) -> int:
        """Return when the verdict became what it is: the last attempt, or the end that the message came to."""
        mail, fate = self.end.mail, self.end.fate
        if fate and self.end.verdict in ("sent", "bounced", "deferred", "queued"):
            return fate.last_seen
        return mail.ended or mail.last_seen


class Answer(NamedTuple):
    """A trace's whole answer, the newest last. `begins` and `read` say what the ledger covers (µs)."""

    understood: tuple[tuple[str, tuple[str, ...]], ...]
    traced: tuple[Traced, ...]
    rejections: tuple[Rejection, ...]
    gaps: tuple[Gap, ...]
    truncated: bool
    limit: int
    begins: int | None
    read: int | None
    notes: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Tell whether something was found and nothing of it will change."""
        return bool(self.traced) and all(one.end.verdict in FINAL for one in self.traced)
