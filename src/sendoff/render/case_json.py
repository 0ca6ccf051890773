"""Cases for programs. Moments are ISO 8601 in UTC; what is not known is null.

- a case: `{"number", "provider", "state", "opened", "sent", "due", "overdue", "ended", "ticket", "class",
  "provider_code", "addresses": [...], "domains": [...]}`; `state` is draft, sent, refused, ended or closed.
- `case list`: `{"cases": [case], "broken": [{"path", "why"}], "unknown"}`: `unknown` says why the ledger could not tell
  whether a case has ended.
- `case show`: a case, and `{"cause", "changed": [...], "although": [...], "contact": {"name", "mail", "phone",
  "organization"}, "matter": {"part", "permanent", "first", "last", "refused", "blocked": [...], "lines": [{"at",
  "relay", "reply"}]}, "events": [{"at", "what", "text", "ticket"}], "request": {"title", "link", "mail", "sure",
  "steps": [...], "fields": [{"name", "value", "hint"}]}, "unknown"}`; a `value` that only a person knows is empty.
- `case open`: `{"ready", "result", "provider", "matter", "gate": [{"id", "state": first|unknown|advice|fine|skipped|
  although, "subject", "told", "mend"}], "senders": [{"kind", "name", "accepted", "refused", "recipients", "unknown",
  "marks": [...]}]|null, "senders_unknown", "last": case|null, "case": as of `show`|null, "remarks": [...],
  "meanwhile": [...], "answers": [{"says", "then"}], "written": [...]}`; without `ready` there is no case.
- `case sent`, `case close`: `{"case": case}`.
- `case refused`: `{"ready", "case": case, "reply", "meaning", "fresh": [{"at", "relay", "reply"}], "written": [...]}`;
  `reply` is null, and the case as it was, where nothing shows that mail is still refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sendoff.render.case_words import Opening, result
from sendoff.render.moments import iso
from sendoff.render.status_cases import short
from sendoff.reputation.cases.case import Case, Line, Matter


def summary(case: Case, due: int | None, now: int) -> dict[str, Any]:
    """Return a case in short; `due` is when its answer is due (µs)."""
    return {
        **short(case, due, now),
        "ended": iso(case.events[-1].at) if case.over else None,
        "ticket": case.ticket or None,
        "class": case.matter.kind or None,
        "provider_code": case.matter.code or None,
        "addresses": list(case.addresses),
        "domains": list(case.domains),
    }


def whole(case: Case, due: int | None, now: int) -> dict[str, Any]:
    """Return everything of a case."""
    request = case.request
    return {
        **summary(case, due, now),
        "cause": case.cause or None,
        "changed": list(case.changed),
        "although": list(case.although),
        "contact": case.contact._asdict(),
        "matter": matter(case.matter),
        "events": [{**event._asdict(), "at": iso(event.at)} for event in case.events],
        "request": {
            **request._asdict(),
            "steps": list(request.steps),
            "fields": [field._asdict() for field in request.fields],
        },
    }


def matter(found: Matter) -> dict[str, Any]:
    """Return what is refused."""
    return {
        "provider": found.provider or None,
        "part": found.part,
        "class": found.kind or None,
        "provider_code": found.code or None,
        "permanent": found.permanent,
        "first": iso(found.first),
        "last": iso(found.last),
        "refused": found.refused,
        "blocked": list(found.blocked),
        "lines": lines(found.lines),
    }


def lines(found: Iterable[Line]) -> list[dict[str, Any]]:
    """Return refusals."""
    return [{**line._asdict(), "at": iso(line.at)} for line in found]


def opening(found: Opening, due: int | None, now: int) -> dict[str, Any]:
    """Return what `case open` found."""
    course = found.course
    return {
        "ready": found.case is not None,
        "result": result(found.items),
        "provider": found.provider,
        "matter": matter(found.matter),
        "gate": [item._asdict() for item in found.items],
        "senders": None if found.senders is None else [_sender(one) for one in found.senders],
        "senders_unknown": found.senders_unknown or None,
        "last": summary(found.last, None, now) if found.last else None,
        "case": whole(found.case, due, now) if found.case else None,
        "remarks": list(course.remarks),
        "meanwhile": list(course.meanwhile),
        "answers": [answer._asdict() for answer in course.answers],
        "written": list(found.written),
    }


def _sender(one: Any) -> dict[str, Any]:
    return {**one._asdict(), "marks": list(one.marks)}


def listed(cases: Sequence[dict[str, Any]], broken: Iterable[tuple[str, str]], unknown: str) -> dict[str, Any]:
    """Return what `case list` shows."""
    return {
        "cases": list(cases),
        "broken": [{"path": path, "why": why} for path, why in broken],
        "unknown": unknown or None,
    }
