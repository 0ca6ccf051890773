"""The answer of `sendoff trace` as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.delivery.gaps import KINDS
from sendoff.delivery.tallies import STAGES
from sendoff.delivery.trace_known import Answer, Notice, Traced
from sendoff.render.moments import iso


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer.

    `{"deliveries": [{"recipient", "status", "queue_id", "message_id", "envelope_sender", "submitted_by", "attempts",
    "reply", "enhanced_status", "class", "provider_code", "next_hop", "tls", "delay", "first_seen", "last_seen",
    "next_retry", "generation", "original_recipient", "delays": {"before_queue_manager", "queue_manager",
    "connection_setup", "transmission"}, "tried", "header_from", "script", "size", "parent", "way": [queue id, ...],
    "others", "ended", "why_unknown",
    "notices": [{"queue_id", "recipient", "status", "reply", "first_seen"}],
    "about": {"queue_id", "message_id", "envelope_sender", "recipients": [{"recipient", "status"}]}|null}],
    "rejections": [{"client", "envelope_sender", "recipient", "reply", "count", "last_seen"}],
    "complete": bool, "gaps": [{"kind", "since", "until", "count", "what"}],
    "understood_as": [{"what", "as": [...]}], "truncated": bool, "begins", "read", "notes": [...]}`.
    """
    return {
        "deliveries": [_delivery(one) for one in answer.traced],
        "rejections": [
            {
                "client": one.client,
                "envelope_sender": one.sender,
                "recipient": one.recipient,
                "reply": one.reply,
                "count": one.count,
                "last_seen": iso(one.last_seen),
            }
            for one in answer.rejections
        ],
        "complete": not answer.gaps,
        "gaps": [
            {
                "kind": gap.kind,
                "since": iso(gap.since),
                "until": iso(gap.until),
                "count": gap.count,
                "what": KINDS.get(gap.kind, gap.kind),
            }
            for gap in answer.gaps
        ],
        "understood_as": [{"what": text, "as": list(words)} for text, words in answer.understood],
        "truncated": answer.truncated,
        "begins": iso(answer.begins),
        "read": iso(answer.read),
        "notes": list(answer.notes),
    }


def _delivery(one: Traced) -> dict[str, Any]:
    end, mail, fate = one.end, one.end.mail, one.end.fate
    return {
        "recipient": end.recipient,
        "status": end.verdict,
        "queue_id": mail.queue_id,
        "message_id": mail.message_id,
        "envelope_sender": mail.sender,
        "submitted_by": one.submitted_by,
        "attempts": fate.attempts if fate else 0,
        "reply": fate.reply if fate else None,
        "enhanced_status": fate.dsn if fate else None,
        "class": fate.kind if fate else None,
        "provider_code": fate.code if fate else None,
        "next_hop": fate.relay if fate else None,
        "tls": fate.tls if fate else None,
        "delay": fate.delay if fate else None,
        "first_seen": iso(end.way[0].first_seen),
        "last_seen": iso(one.last_seen),
        "next_retry": iso(one.next_retry),
        "generation": fate.generation if fate else None,
        "original_recipient": end.original,
        "delays": dict(zip(STAGES, fate.delays if fate else (None,) * len(STAGES), strict=True)),
        "tried": fate.tried if fate else None,
        "header_from": one.origin.header_from or mail.header_from,
        "script": one.origin.script or mail.script,
        "size": mail.size,
        "parent": mail.parent,
        "way": [step.queue_id for step in end.way],
        "others": end.others,
        "ended": iso(mail.ended),
        "why_unknown": end.lost,
        "notices": [_notice(notice) for notice in one.notices],
        "about": one.about
        and {
            "queue_id": one.about.queue_id,
            "message_id": one.about.message_id,
            "envelope_sender": one.about.sender,
            "recipients": [{"recipient": who, "status": status} for who, status in one.about.recipients],
        },
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {**notice._asdict(), "first_seen": iso(notice.first_seen)}
