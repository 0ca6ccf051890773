"""Incidents as JSON: of `sendoff incidents --json`, and the member of `sendoff status --json`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sendoff.monitor.incident import Incident, Met
from sendoff.monitor.incident_words import happens, kind_of
from sendoff.render.moments import iso
from sendoff.replies.understanding import understand
from sendoff.reputation import cases


def as_json(found: Iterable[Met]) -> list[dict[str, Any]]:
    """Return incidents.

    `{"id", "provider", "part", "class", "coarse", "provider_code", "open", "first", "last", "closed", "refused",
    "accepted_since", "senders", "users", "recipients", "generation", "changed", "reply", "relay", "blocked",
    "reopened", "what", "meaning", "who", "next_step", "link", "case": provider|null, "told": {"open", "closed"},
    "top": {"users": [{"value", "count"}], "senders": [...], "domains": [...]}}`; what is not known is null, and the
    value of those that are not kept apart is empty.
    """
    return [_incident(one) for one in found]


def _incident(met: Met) -> dict[str, Any]:
    one, kind = met.incident, kind_of(met.incident)
    said = understand(one.reply, relay=one.relay)
    known = said.name == one.kind  # the ledger's privacy may have taken a word that counted
    return {
        "id": one.id,
        "provider": one.provider,
        "part": one.part or None,
        "class": one.kind,
        "coarse": kind.coarse,
        "provider_code": one.provider_code,
        "open": one.open,
        "first": iso(one.first),
        "last": iso(one.last),
        "closed": iso(one.closed),
        "refused": one.refused,
        "accepted_since": one.accepted_since,
        "senders": one.senders,
        "users": one.users,
        "recipients": one.recipients,
        "generation": one.generation,
        "changed": iso(one.changed),
        "reply": one.reply,
        "relay": one.relay,
        "blocked": one.blocked,
        "reopened": one.reopened,
        "what": happens(one),
        "meaning": kind.meaning,
        "who": said.who if known else kind.who,
        "next_step": said.next_step if known else kind.next_step,
        "link": said.link if known else None,
        "case": course(one),
        "told": {"open": iso(one.told_open), "closed": iso(one.told_closed)},
        "top": {
            name: [{"value": value, "count": count} for value, count in values]
            for name, values in (("users", met.users), ("senders", met.senders), ("domains", met.domains))
        },
    }


def course(one: Incident) -> str | None:
    """Return the name that `sendoff case open` takes for an incident; None where there is no course."""
    fits = (
        name for name in cases.PROVIDERS if cases.fitting(cases.load(name), one.provider, one.part, one.kind, one.reply)
    )
    return next(fits, None)
