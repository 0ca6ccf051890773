"""A trace's answer: what the ledger has, joined with what the queue itself says now."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import NamedTuple

from sendoff.delivery.gaps import Gap, edges
from sendoff.delivery.ledger_settings import DOMAIN
from sendoff.delivery.trace import traced
from sendoff.delivery.trace_known import FINAL, Answer, Known, Mail, Traced
from sendoff.delivery.trace_question import Question
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.ledger import tracing, tracing_related
from sendoff.host.ledger.gaps import gaps
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.host.ledger.tracing import Matches, Privacy, Span
from sendoff.host.ledger.tracing_related import MOST_RECIPIENTS, Related
from sendoff.host.paths import LEDGER

_QUEUE_SECONDS = 2.0
_AGAIN_SECONDS = 1.0
"""A message that just left the queue may not be in the ledger yet, so it is looked at again after this."""
_INSTANCE = "postfix"
_QUEUES = ("deferred", "active", "hold", "incoming", "maildrop")


class Wish(NamedTuple):
    """What a trace is to answer: `limit` is the most messages."""

    questions: tuple[Question, ...]
    span: Span
    limit: int


def answer(host: Host, path: str, wish: Wish, now: int | None = None) -> Answer:
    """Return the answer at this moment (`now` in microseconds).

    Raises:
        HostError: the ledger cannot be read.
    """
    found, gone = _moment(host, path, wish, now)
    if gone:
        time.sleep(_AGAIN_SECONDS)
        found, gone = _moment(host, path, wish, now)
    return found


def _moment(host: Host, path: str, wish: Wish, now: int | None) -> tuple[Answer, bool]:
    with ledger(path) as open_ledger:
        return _answer(host, open_ledger, wish, time.time_ns() // 1000 if now is None else now)


def _answer(host: Host, of: Ledger, wish: Wish, now: int) -> tuple[Answer, bool]:
    """Return the answer, and whether something left the queue of which the ledger does not know."""
    found = tracing.matches(of, wish.questions, wish.span, wish.limit)
    untried = tracing_related.untried(of) if any(one.recipients and _people(one) for one in wish.questions) else {}
    related = tracing_related.related(of, found.wanted)
    waiting, notes = _waiting(of, wish, found, related, untried)
    gone = _gone(host, of, related)
    known = Known(related.mails, related.fates, found.wanted, waiting, _retries(host, related), gone, now)
    verdicts = traced(known)
    read = of.fact("last_read")
    if Privacy.of(of).settings.addresses == DOMAIN and any(one.addresses for one in wish.questions):
        notes.append("this ledger keeps only domains (sendoff::ledger): an address finds all mail of its domain")
    made = Answer(
        tuple((one.text, one.words) for one in wish.questions),
        verdicts,
        tuple(tracing.rejections(of, wish.questions, wish.span)),
        tuple(_unknown(of, wish, verdicts, now)),
        found.truncated or _too_many(verdicts, related),
        wish.limit,
        of.fact("begins"),
        of.fact("last_line") if read is None else read,
        tuple(notes),
    )
    return made, bool(gone)


def _gone(host: Host, of: Ledger, related: Related) -> frozenset[int]:
    """Return the messages that this server's own ledger has in the queue, and the queue has not; only root can tell."""
    went_on = {mail.parent for mail in related.mails.values() if mail.parent_kind == "requeue"}
    kept = [
        mail
        for mail in related.mails.values()
        if mail.ended is None and mail.instance == _INSTANCE and mail.queue_id not in went_on
    ]
    if not kept or os.geteuid() != 0 or os.path.abspath(of.path) != LEDGER:
        return frozenset()
    from sendoff.host.spool import spool

    place = spool(host)
    if not os.path.isdir(f"{place.root}/active"):
        return frozenset()
    return frozenset(
        mail.id for mail in kept if not any(os.path.lexists(place.path(queue, mail.queue_id)) for queue in _QUEUES)
    )


def _too_many(verdicts: Sequence[Traced], related: Related) -> bool:
    return any(len(related.fates[mail.id]) >= MOST_RECIPIENTS for one in verdicts for mail in one.end.way)


def _people(question: Question) -> bool:
    return bool(question.addresses or question.domains)


def _waiting(
    of: Ledger, wish: Wish, found: Matches, related: Related, untried: dict[str, int]
) -> tuple[dict[str, tuple[str, tuple[str, ...]]], list[str]]:
    """Return what the queue says of messages with recipients that no line tells of, and what went wrong.

    A message that waits for its first attempt is found by its recipient only here; it is added to what was found.
    """
    asked = {
        mail.queue_id
        for mail in related.mails.values()
        if mail.ended is None and (mail.held is not None or _incomplete(mail, related, found.wanted))
    }
    if not asked and not untried:
        return {}, []
    from sendoff.host.queue_listing import listing  # start-up: json and subprocess

    waiting, left = dict[str, tuple[str, tuple[str, ...]]](), asked | untried.keys()
    try:
        for one in listing(left, seconds=_QUEUE_SECONDS):
            recipients = tuple(recipient.address for recipient in one.recipients)
            number = untried.get(one.queue_id)
            if one.queue_id not in asked or (number and found.wanted.get(number, frozenset()) is not None):
                recipients = tuple(r for r in recipients if any(question.covers(r) for question in wish.questions))
            if recipients or one.queue_id in asked:
                waiting[one.queue_id] = (one.queue_name, recipients)
            if recipients and number and number not in found.wanted and len(found.wanted) < wish.limit:
                _add(of, number, found, related)
            left.discard(one.queue_id)
            if not left:
                break
    except HostError as error:
        return waiting, [f"recipients not yet tried may be missing: {error.what}"] if asked else []
    return waiting, []


def _incomplete(mail: Mail, related: Related, wanted: dict[int, frozenset[int] | None]) -> bool:
    if wanted.get(mail.id) is not None:
        return False
    told = len(related.fates[mail.id])
    return not told or mail.nrcpt is None or told < mail.nrcpt


def _add(of: Ledger, number: int, found: Matches, related: Related) -> None:
    for mail in tracing_related.mails(of, "id", [number]):
        found.wanted[number] = frozenset()
        related.mails[number], related.fates[number] = mail, ()


def _retries(host: Host, related: Related) -> dict[str, int]:
    """Return when deferred messages are tried again, as far as this user may see it."""
    deferred = {
        mail.queue_id
        for mail in related.mails.values()
        if mail.ended is None and any(fate.verdict == "deferred" for fate in related.fates[mail.id])
    }
    if not deferred:
        return {}
    from sendoff.host.spool import next_retry

    try:
        return next_retry(deferred, host)
    except HostError:
        return {}


def _unknown(of: Ledger, wish: Wish, verdicts: Sequence[Traced], now: int) -> list[Gap]:
    """Return what is not known of the span asked for; without one, from the first to the last thing found.

    What was found and is not final reaches to now. A question by id ends with its messages; any other asks for what
    there is up to now, so that a log that is not read any more is a gap.
    """
    since, until = wish.span
    first, last = _reach(verdicts, now)
    ids_only = bool(wish.questions) and not any(map(_people, wish.questions))
    upto = last if until is None and ids_only and last is not None else until
    touched = gaps(of, since, until) if wish.span.given else gaps(of, first, last)
    read = of.fact("last_read")
    read = of.fact("last_line") if read is None else read
    return [*touched, *edges(of.fact("begins"), read, since, upto, now)]


def _reach(verdicts: Sequence[Traced], now: int) -> tuple[int | None, int | None]:
    """Return the first and the last moment of what was found; None where nothing was."""
    if not verdicts:
        return None, None
    first = min(mail.first_seen for one in verdicts for mail in one.end.way)
    final = all(one.end.verdict in FINAL for one in verdicts)
    return first, max(mail.last_seen for one in verdicts for mail in one.end.way) if final else now
