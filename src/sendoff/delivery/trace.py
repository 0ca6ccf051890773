"""Where a mail is: from the ledger's rows to one verdict for each recipient. Pure.

A message may go on under other queue ids of this server: local forwards and content filters (`handed_to`), and what
`postsuper -r` put back (the new message has the old queue id as `parent`). Each recipient is followed to the real ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendoff.delivery.trace_known import About, End, Fate, Known, Mail, Notice, Traced

_CAME_BACK = ("bounced", "expired")
_DELETED = ("deleted", "discarded")
_MAY_GO_ON = ("requeued", "gone", None)
_LATE = 60_000_000
"""A notice or a child may be logged this long (µs) outside of its parent's own lines."""
_FURTHEST = 20
_GONE = "it is not in the queue any more, and the ledger does not say why (`postsuper -d ALL` leaves no line of it)"


def traced(known: Known) -> tuple[Traced, ...]:
    """Return the verdicts of what was asked for, the newest message last."""
    graph = _Graph(known)
    ends = dict[tuple[int, int | str | None], End]()
    for number in sorted(known.wanted, key=lambda one: (known.mails[one].last_seen, one)):
        mail, wanted = known.mails[number], known.wanted[number]
        fates = [fate for fate in known.fates.get(number, ()) if wanted is None or fate.id in wanted]
        for end in graph.ends_of(mail, fates, whole=wanted is None):
            key = (end.mail.id, end.fate.id if end.fate else end.recipient)
            if key not in ends or len(end.way) > len(ends[key].way):
                ends.pop(key, None)  # its place is with the message that it comes from
                ends[key] = end
    return tuple(graph.traced(end) for end in ends.values())


class _Graph:
    """Messages by queue id and by parent."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.by_queue_id: dict[str, list[Mail]] = {}
        self.by_parent: dict[str, list[Mail]] = {}
        for mail in sorted(known.mails.values(), key=lambda one: one.first_seen):
            self.by_queue_id.setdefault(mail.queue_id, []).append(mail)
            if mail.parent:
                self.by_parent.setdefault(mail.parent, []).append(mail)

    def ends_of(
        self, mail: Mail, fates: Iterable[Fate], *, whole: bool, way: tuple[Mail, ...] = (), original: str | None = None
    ) -> Iterator[End]:
        """Yield where deliveries of a message ended; `whole`: it is asked for with all its recipients."""
        fates, way = list(fates), (*way, mail)
        for fate in fates:
            yield from self._end(mail, fate, way, original or fate.original)
        if whole or not fates:
            yield from self._untold(mail, fates, way, original, whole=whole)

    def _end(self, mail: Mail, fate: Fate, way: tuple[Mail, ...], original: str | None) -> Iterator[End]:
        verdict, lost = fate.verdict, None
        if fate.handed_to:
            child = self._nearest(self.by_queue_id.get(fate.handed_to, ()), fate.last_seen)
            if child and child not in way and len(way) < _FURTHEST:
                yield from self._on(child, fate, way, original or fate.recipient)
                return
            verdict, lost = _lost(fate, circle=bool(child))
        elif verdict not in ("sent", "bounced"):
            child = self._requeued(mail, way)
            if child:
                yield from self._on(child, fate, way, original)
                return
            verdict, lost = self._waits(mail, fate)
        yield End(mail, fate, verdict, fate.recipient, _other(original, fate.recipient), way, lost=lost)

    def _waits(self, mail: Mail, fate: Fate) -> tuple[str, str | None]:
        """Return the verdict on a delivery that is not done. About hold, the queue itself knows best."""
        if mail.ending == "requeued":
            return _put_back(mail, self.known.now)
        if mail.id in self.known.gone:
            return "unknown", _GONE
        if fate.verdict in ("queued", "deferred", "held"):
            tried = "deferred" if fate.attempts else "queued"
            return ("held" if self._on_hold(mail) else tried), None
        return fate.verdict, None

    def _on(self, child: Mail, fate: Fate, way: tuple[Mail, ...], original: str | None) -> Iterator[End]:
        """Follow a delivery into the message that it goes on as: to the same recipient, or else to all of them."""
        fates = self.known.fates.get(child.id, ())
        same = [one for one in fates if fate.recipient in (one.recipient, one.original)]
        if fates:
            yield from self.ends_of(child, same or fates, whole=False, way=way, original=original)
        else:
            known_to = None if fate.handed_to else fate.recipient
            yield from self._untold(child, (), (*way, child), original, whole=True, recipient=known_to)

    def _untold(
        self,
        mail: Mail,
        fates: Iterable[Fate],
        way: tuple[Mail, ...],
        original: str | None,
        *,
        whole: bool,
        recipient: str | None = None,
    ) -> Iterator[End]:
        """Yield recipients of whom no line tells: those that the queue names, and how many there are besides."""
        told = {fate.recipient for fate in self.known.fates.get(mail.id, ())}
        verdict, lost = self._verdict(mail)
        child = self._requeued(mail, way)
        if child:
            if not told:
                yield from self.ends_of(
                    child, self.known.fates.get(child.id, ()), whole=True, way=way, original=original
                )
            return
        waiting = [one for one in self.known.waiting.get(mail.queue_id, ("", ()))[1] if one not in told]
        waiting = waiting if mail.ended is None else []
        for one in waiting:
            yield End(mail, None, verdict, one, _other(original, one), way)
        others = max((mail.nrcpt or 0) - len(told) - len(waiting), 0)
        if whole and not waiting and (others or not told):
            yield End(mail, None, verdict, recipient, original, way, others=others, lost=lost)

    def _verdict(self, mail: Mail) -> tuple[str, str | None]:
        """Return what is known of a recipient without a delivery, as the view `fate` says it of one with."""
        if mail.ending == "requeued":
            return _put_back(mail, self.known.now)
        if mail.ending == "expired":
            return "expired", None
        if mail.ending in _DELETED:
            return "deleted", None
        if mail.ended is not None:
            return "unknown", "the log does not tell the end"
        if mail.id in self.known.gone:
            return "unknown", _GONE
        return ("held" if self._on_hold(mail) else "queued"), None

    def _on_hold(self, mail: Mail) -> bool:
        named = self.known.waiting.get(mail.queue_id, ("", ()))[0]
        return mail.ended is None and (named == "hold" if named else mail.held is not None)

    def _nearest(self, mails: Iterable[Mail], moment: int) -> Mail | None:
        """Return the message that began nearest to a moment: a queue id may have been used more than once."""
        return min(mails, key=lambda one: abs((one.began or one.first_seen) - moment), default=None)

    def _requeued(self, mail: Mail, way: tuple[Mail, ...]) -> Mail | None:
        """Return the message that this one was put back as. `postsuper -r ALL` logs no line for the old one."""
        if mail.ending not in _MAY_GO_ON:
            return None
        later = [
            one
            for one in self.by_parent.get(mail.queue_id, ())
            if one.parent_kind == "requeue" and one not in way and one.last_seen >= mail.first_seen - _LATE
        ]
        return self._nearest(later, mail.ended or mail.last_seen) if len(way) < _FURTHEST else None

    def traced(self, end: End) -> Traced:
        """Return an end with what belongs to it."""
        first = self._origin(end.way[0])
        is_notice = first.parent_kind == "notice"
        return Traced(
            end,
            first,
            self._submitted_by(end, first),
            self._next_retry(end),
            tuple(self._notices(end)),
            self._about(first) if is_notice else None,
        )

    def _origin(self, mail: Mail) -> Mail:
        """Return the message that was handed in: what a forward, a filter's or a put back one comes from."""
        seen = [mail]
        while mail.parent and mail.parent_kind != "notice":
            above = self._nearest(self.by_queue_id.get(mail.parent, ()), mail.began or mail.first_seen)
            if above is None or above in seen or len(seen) > _FURTHEST:
                break
            mail = above
            seen.append(mail)
        return mail

    def _submitted_by(self, end: End, first: Mail) -> str | None:
        if first.parent_kind == "notice":
            about = self._parent(first)
            failed = about and any(one.verdict in _CAME_BACK for one in self.known.fates.get(about.id, ()))
            return f"this server ({'bounce of' if failed else 'notice about'} {first.parent})"
        who = _submitter(first)
        if first in end.way:
            return who
        hint = f"on this server from {first.queue_id}"
        return f"{who} ({hint})" if who else f"this server ({hint})" if end.mail.parent else None

    def _parent(self, mail: Mail) -> Mail | None:
        return self._nearest(self.by_queue_id.get(mail.parent or "", ()), mail.began or mail.first_seen)

    def _next_retry(self, end: End) -> int | None:
        if end.verdict != "deferred":
            return None
        found = self.known.retries.get(end.mail.queue_id, end.mail.next_retry)
        return found if found is not None and found > self.known.now else None

    def _notices(self, end: End) -> Iterator[Notice]:
        """Yield the notices about a message, for those that it came back for; where it did for none, for who waits."""
        fates = self.known.fates.get(end.mail.id, ())
        came_back = any(fate.verdict in _CAME_BACK for fate in fates)
        if end.verdict == "sent" or (came_back and end.verdict not in _CAME_BACK):
            return
        for mail in self.by_parent.get(end.mail.queue_id, ()):
            within = end.mail.first_seen - _LATE <= mail.first_seen <= end.mail.last_seen + _LATE
            if mail.parent_kind == "notice" and within and mail not in end.way:
                for told in self.ends_of(mail, self.known.fates.get(mail.id, ()), whole=True):
                    reply = told.fate.reply if told.fate else None
                    yield Notice(mail.queue_id, told.recipient, told.verdict, reply, mail.first_seen)

    def _about(self, notice: Mail) -> About | None:
        mail = self._parent(notice)
        if mail is None:
            return About(notice.parent, None, None, ()) if notice.parent else None
        fates = sorted(self.known.fates.get(mail.id, ()), key=lambda one: one.verdict == "sent")
        return About(mail.queue_id, mail.message_id, mail.sender, tuple((one.recipient, one.verdict) for one in fates))


def _lost(fate: Fate, *, circle: bool) -> tuple[str, str]:
    if circle:
        return "unknown", f"it goes in a circle: handed on as {fate.handed_to}"
    if fate.relay == "local":
        return "unknown", f"forwarded on this server as {fate.handed_to}, of which the ledger has nothing"
    # A tunnel or a filter on this machine that passes mail on to another server answers with that server's id.
    return fate.verdict, f"the ledger has no {fate.handed_to}: what answered is no message of this server"


def _put_back(mail: Mail, now: int) -> tuple[str, str]:
    if now - mail.last_seen < _LATE:
        return "queued", "put back into the queue just now"
    return "unknown", "put back into the queue (requeued); the ledger does not have what followed"


def _other(original: str | None, recipient: str) -> str | None:
    return original if original != recipient else None


def _submitter(mail: Mail) -> str | None:
    if mail.sasl_username:
        return f"SASL {mail.sasl_username}" + (f" from client {mail.client}" if mail.client else "")
    if mail.client:
        return f"client {mail.client}"
    if mail.user:
        return f"user {mail.user}"
    return f"uid {mail.uid}" if mail.uid is not None else None
