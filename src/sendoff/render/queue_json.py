"""The queue as JSON; its shape is told in `cli.queue_command`."""

from __future__ import annotations

from typing import Any

from sendoff.delivery.queue_groups import AGES, Group, Groups
from sendoff.delivery.queue_view import KINDS, Answer, Shown
from sendoff.render.moments import iso

_MICRO = 1_000_000


def as_json(answer: Answer, top: int) -> dict[str, Any]:
    """Return the answer with the first `top` groups of each kind."""
    view, retries = answer.view, answer.view.retries
    return {
        **_numbers(view.all),
        "asked": iso(view.now * _MICRO),
        "what": answer.what,
        "in_queue": answer.in_queue,
        "read_from": "files" if answer.direct else "postfix",
        "complete": answer.complete,
        "truncated": answer.truncated,
        "unreadable": answer.unreadable,
        "users_unknown": answer.users_unknown,
        "queues": [{"queue": name, **_numbers(group)} for name, group in view.queues.items()],
        "next_retry": {
            "soonest": iso(retries.soonest),
            "latest": iso(retries.latest),
            "due": retries.due,
            "known": retries.known,
            "unknown": retries.unknown,
        },
        "age_minutes": list(AGES),
        "by": {kind: _groups(view.groups[kind], top, view.sort) for kind in KINDS},
        "first": [_message(shown) for shown in view.first()],
    }


def _numbers(group: Group) -> dict[str, Any]:
    return {
        "messages": group.messages,
        "recipients": group.recipients,
        "bytes": group.bytes,
        "oldest": iso(group.oldest * _MICRO) if group.messages else None,
        "ages": list(group.ages),
    }


def _groups(groups: Groups, top: int, sort: str) -> dict[str, Any]:
    return {
        "groups": len(groups),
        "not_grouped": groups.not_grouped,
        "first": [{"name": name, **_numbers(group), **_example(group)} for name, group in groups.first(top, sort)],
    }


def _example(group: Group) -> dict[str, Any]:
    if group.example is None:
        return {}
    queue_id, recipient = group.example
    return {"example": {"queue_id": queue_id, "recipient": recipient.address, "reason": recipient.reason or None}}


def _message(shown: Shown) -> dict[str, Any]:
    waiting = shown.waiting
    return {
        "queue_id": waiting.queue_id,
        "queue": waiting.queue_name,
        "arrival": iso(waiting.arrival * _MICRO),
        "size": waiting.size,
        "envelope_sender": waiting.sender,
        "submitted_by": shown.user,
        "next_retry": iso(shown.retry),
        "forced_expire": waiting.forced_expire,
        "recipients_count": shown.recipients,
        "recipients": [{"address": one.address, "reason": one.reason or None} for one in waiting.recipients],
    }
