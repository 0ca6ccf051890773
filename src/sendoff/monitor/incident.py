"""A provider that blocks or throttles this server, as a value."""

from __future__ import annotations

from typing import NamedTuple


class Incident(NamedTuple):
    """What is known of one: of one provider, one of its parts, and one class of refusal.

    `provider` is a name of `replies.providers`, or of the blocklist that several servers name. `kind` is a name of
    `replies.classes`. Moments are microseconds since 1970: of the first and the last refusal, and `closed` of the mail
    that was accepted after it. `accepted_since` counts what the provider accepted after the last refusal, up to the
    closing. `senders`, `users`, `recipients` are how many different ones were refused, at most 1000, as far as the
    ledger's privacy lets them be told apart. `generation` is the configuration that was applied last before the first
    refusal, and `changed` when that was, where it was within a day before. `reply` is the first refusal's, `relay` who
    said it.
    """

    id: int
    provider: str
    part: str
    kind: str
    provider_code: str | None
    open: bool
    first: int
    last: int
    closed: int | None
    refused: int
    accepted_since: int
    senders: int
    users: int
    recipients: int
    generation: int | None
    reply: str
    relay: str
    blocked: str | None
    reopened: int
    told_open: int | None = None
    told_closed: int | None = None
    changed: int | None = None


class Met(NamedTuple):
    """An incident, and whose mail it met most: each with the number of refusals, '' for all that are not kept apart."""

    incident: Incident
    users: tuple[tuple[str, int], ...] = ()
    senders: tuple[tuple[str, int], ...] = ()
    domains: tuple[tuple[str, int], ...] = ()
