"""What waits in the queue, added up message by message: nothing is kept of a message but counters and the first few."""

from __future__ import annotations

from bisect import insort
from typing import NamedTuple

from sendoff.delivery.queue_groups import Group, Groups, Retries, age_place
from sendoff.delivery.report_reasons import reason
from sendoff.delivery.waiting import Recipient, Waiting

QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")
KINDS = ("destination", "reason", "sender", "user")
"""By what messages are grouped."""

SORTS = ("count", "age", "size")
UNKNOWN_USER = "unknown"
NO_REASON = {
    "maildrop": "handed in by sendmail, not yet picked up",
    "incoming": "new: the queue manager has not looked at it yet",
    "active": "being delivered, or next in turn",
    "deferred": "deferred; Postfix has no reason on record",
}
ON_HOLD = "on hold: nothing happens until somebody releases it"

_SHOWN_RECIPIENTS = 100


class Shown(NamedTuple):
    """A message that is shown by itself: `recipients` of them, the first in `waiting`; retry in µs."""

    waiting: Waiting
    recipients: int
    user: str
    retry: int | None


class View:
    """The queue as it is told. `now` is in seconds since 1970; `top` messages are kept, the oldest or the largest."""

    def __init__(self, now: int, top: int = 10, sort: str = "count") -> None:
        self.now, self.top, self.sort = now, top, sort
        self.queues = {name: Group() for name in QUEUES}
        self.groups = {kind: Groups() for kind in KINDS}
        self.retries = Retries(now * 1_000_000)
        self._first: list[tuple[int, int, Shown]] = []
        self._kept = 0

    def add(self, waiting: Waiting, user: str = UNKNOWN_USER, retry: int | None = None) -> None:
        """Count a message; `retry` is when it is tried again (µs), for deferred ones."""
        count = len(waiting.recipients)
        age = age_place(self.now - waiting.arrival)
        queue = self.queues.get(waiting.queue_name)
        if queue is None:
            queue = self.queues[waiting.queue_name] = Group()
        queue.add(waiting, count, age)
        self.groups["sender"].count(waiting.sender, waiting, count, age)
        self.groups["user"].count(user, waiting, count, age)
        self._add_recipients(waiting, age)
        if waiting.queue_name == "deferred":
            self.retries.add(retry)
        self._keep(waiting, user, retry)

    @property
    def all(self) -> Group:
        """All of it."""
        every = Group()
        for group in self.queues.values():
            every.merge(group)
        return every

    def first(self) -> list[Shown]:
        """Return the messages to show, the oldest (or with sort `size` the largest) first."""
        return [shown for _, _, shown in self._first]

    def _add_recipients(self, waiting: Waiting, age: int) -> None:
        if len(waiting.recipients) == 1:  # nearly always, and the loop below costs twice as much
            [one] = waiting.recipients
            self.groups["destination"].count(domain(one.address), waiting, 1, age)
            _exemplify(self.groups["reason"].count(_reason(waiting, one), waiting, 1, age), waiting, one)
            return
        by_domain, by_reason = dict[str, int](), dict[str, tuple[int, Recipient]]()
        for one in waiting.recipients:
            name = domain(one.address)
            by_domain[name] = by_domain.get(name, 0) + 1
            why = _reason(waiting, one)
            count, first = by_reason.get(why, (0, one))
            by_reason[why] = (count + 1, first)
        for name, count in by_domain.items():
            self.groups["destination"].count(name, waiting, count, age)
        for why, (count, first) in by_reason.items():
            _exemplify(self.groups["reason"].count(why, waiting, count, age), waiting, first)

    def _keep(self, waiting: Waiting, user: str, retry: int | None) -> None:
        key = -waiting.size if self.sort == "size" else waiting.arrival
        if len(self._first) >= self.top:
            if not self.top or key >= self._first[-1][0]:
                return
            self._first.pop()
        few = waiting._replace(recipients=waiting.recipients[:_SHOWN_RECIPIENTS])
        self._kept += 1
        insort(self._first, (key, self._kept, Shown(few, len(waiting.recipients), user, retry)))


class Answer(NamedTuple):
    """The view with what is to be known of it. `in_queue` counts all messages, `view` those that were asked for.

    `what`: what was asked for, None for all. `direct`: Postfix does not run, its files were read. `truncated`: why
    messages are missing, or None. `unreadable`: lines of the listing that were not understood. `users_unknown`: why
    nobody knows who handed them in, or None.
    """

    view: View
    in_queue: int
    what: str | None = None
    direct: bool = False
    truncated: str | None = None
    unreadable: int = 0
    users_unknown: str | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing."""
        return not self.truncated and not self.unreadable


def domain(address: str) -> str:
    """Return an address's domain in small letters; empty where it has none."""
    return address[address.rfind("@") + 1 :].lower() if "@" in address else ""


def matching(waiting: Waiting, what: str) -> Waiting | None:
    """Return a message as far as it is about a queue id, an address or a domain; None if it is not.

    An address or domain is a recipient's, then only these recipients are left; or the sender's, then all are.
    """
    if what == waiting.queue_id:
        return waiting
    wanted = what.lower().removeprefix("@")
    fits = _is_address if "@" in wanted else _is_domain
    if waiting.sender and fits(waiting.sender, wanted):
        return waiting
    left = tuple([one for one in waiting.recipients if fits(one.address, wanted)])
    return waiting._replace(recipients=left) if left else None


def submitter(
    uid: int | None, user: str | None, client: str | None, sasl_username: str | None, parent_kind: str | None
) -> str:
    """Return who handed a message in, by what the ledger knows of it, in the words of `trace`."""
    if sasl_username:
        return f"SASL {sasl_username}"
    if parent_kind == "notice":
        return "this server (notices)"
    if client:
        return f"client {client}"
    if user:
        return f"user {user}"
    if uid is not None:
        return f"uid {uid}"
    return "this server (forwarded mail)" if parent_kind == "forward" else UNKNOWN_USER


def _reason(waiting: Waiting, recipient: Recipient) -> str:
    if waiting.queue_name == "hold":
        return ON_HOLD
    if not recipient.reason:
        return NO_REASON.get(waiting.queue_name, NO_REASON["deferred"])
    return reason(_without_names(recipient.reason, recipient.address))


def _without_names(text: str, address: str) -> str:
    """Return a reason without the host and the recipient, whom `reason` would drop too: it remembers what it saw."""
    end = text.find("] said: ") if text.startswith("host ") else -1
    if end > 0 and " " not in text[len("host ") : end]:
        text = text[end + len("] said: ") :].strip() or text
    return text.replace(address, "…") if address in text else text


def _exemplify(group: Group | None, waiting: Waiting, recipient: Recipient) -> None:
    if group is not None and group.example is None:
        group.example = (waiting.queue_id, recipient)


def _is_address(address: str, wanted: str) -> bool:
    return address.lower() == wanted


def _is_domain(address: str, wanted: str) -> bool:
    return domain(address) == wanted
