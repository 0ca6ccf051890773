"""What to publish for a domain, and why."""

from __future__ import annotations

from typing import NamedTuple

from sendoff.reputation.spf.review import Remark
from sendoff.reputation.spf.servers import Server
from sendoff.reputation.spf.verdict import Check

ADD, DROP, MERGE, NEW = "add", "drop", "merge", "new"


class Change(NamedTuple):
    """One step from today's record: `kind` is one of the four above. `loses` says who would lose the pass by it."""

    kind: str
    term: str
    why: str
    loses: str = ""


class TermCost(NamedTuple):
    """A term of today's record that asks DNS: the lookups it can take, and the servers' addresses that pass by it."""

    term: str
    lookups: int
    passing: tuple[str, ...]


class Published(NamedTuple):
    """What a domain publishes, sorted, and what is wrong with it whoever sends."""

    domain: str
    records: tuple[str, ...]
    remarks: tuple[Remark, ...]


class Proposal(NamedTuple):
    """The record to publish: `record` is empty where `unknown` says that DNS could not be asked for today's.

    `today` has every SPF record that is published. `before` and `after` are verdicts for each address of each server
    by today's record and by this one. `remarks` are about today's, `left` about the proposed record. `ttl` in seconds.
    """

    domain: str
    today: tuple[str, ...]
    record: str
    ttl: int
    changes: tuple[Change, ...]
    before: tuple[Check, ...]
    after: tuple[Check, ...]
    remarks: tuple[Remark, ...]
    left: tuple[Remark, ...]
    lookups: int
    void: int
    costs: tuple[TermCost, ...]
    servers: tuple[Server, ...]
    notes: tuple[str, ...] = ()
    unknown: str = ""
