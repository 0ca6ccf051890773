"""Whether a case has ended by itself: mail was accepted after the last refusal. The ledger tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import accepted, incidents
from sendoff.host.ledger.reading import Ledger, ledger
from sendoff.monitor.incident import Incident
from sendoff.replies.providers import PROVIDERS
from sendoff.reputation.cases import fitting, load
from sendoff.reputation.cases.case import ENDED, Case, Event

_TEXT = "mail was accepted after the last refusal"


class Known(NamedTuple):
    """Cases as they are now, in the same order; `unknown` says why the ledger could not tell of their ends."""

    cases: tuple[Case, ...]
    unknown: str = ""


def ends(cases: Sequence[Case], database: str) -> Known:
    """Return the cases, with the end of those that ended by themselves. Nothing is written."""
    if all(case.over for case in cases):
        return Known(tuple(cases))
    try:
        with ledger(database) as source:
            found = incidents(source)
            return Known(tuple(_now(source, case, found) for case in cases))
    except HostError as error:
        return Known(tuple(cases), error.what)


def _now(source: Ledger, case: Case, found: Sequence[Incident]) -> Case:
    if case.over:
        return case
    end = _end(source, case, found)
    # A case opened after the mail was accepted (somebody knew better) does not end before it began.
    return case if end is None or end < case.opened else case.then(Event(end, ENDED, _TEXT))


def _end(source: Ledger, case: Case, found: Sequence[Incident]) -> int | None:
    own = [incident for incident in found if incident.id in case.matter.incidents]
    if own:
        return _closed(own, _alike(case, found))
    if case.matter.provider not in PROVIDERS:
        # A blocklist's, or nobody's that is known: only a person can tell.
        return None
    later = [incident for incident in _alike(case, found) if incident.last >= case.opened]
    if later:
        return _closed(later, later)
    return accepted(source, case.matter.provider, case.matter.part or load(case.provider).part, case.opened)


def _alike(case: Case, found: Sequence[Incident]) -> list[Incident]:
    course = load(case.provider)
    alike = (one for one in found if fitting(course, one.provider, one.part, one.kind, one.reply))
    return sorted(alike, key=lambda one: one.first)


def _closed(own: Sequence[Incident], alike: Sequence[Incident]) -> int | None:
    """Return when the last of some incidents was closed, and those that began before the others' end."""
    ended = [incident.closed for incident in own if incident.closed is not None]
    if len(ended) < len(own):
        return None
    end = max(ended)
    for incident in alike:
        if incident.first <= end and (incident.closed is None or incident.closed > end):
            if incident.closed is None:
                return None
            end = incident.closed
    return end
