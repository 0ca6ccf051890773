"""SPF results as JSON.

`spf check`: ``{"checks": [{"domain", "identity": mailfrom|helo, "address", "result", "term", "lookups",
"void_lookups", "unknown_because", "why", "path": [...], "void_lookups_repeated", "server", "explanation",
"tree"}],
"domains": [{"domain", "today": [...], "remarks": [{"level": fail|warn, "id", "what", "mend"}]}],
"servers": [{"label", "name", "sends": itself|smarthost, "addresses": [...], "helo", "notes": [...], "unknown"}],
"notes": [...]}``.

`spf record`: ``{"domain", "record", "zone", "strings": [...], "today": [...], "lookups", "void_lookups",
"changes": [{"kind": add|drop|merge|new, "term", "why", "loses"}], "before": [...], "after": [...],
"remarks": [{"level": fail|warn, "id", "what", "mend"}], "left": [...],
"costs": [{"term", "lookups", "passing": [...]}], "servers": [...], "notes": [...], "unknown"}``.

`spf try`: ``{"domain", "record", "today": [...], "before": [...], "after": [...], "remarks": [...], "lookups",
"void_lookups", "servers": [...], "unknown"}``. `before` and `after` have the members of `checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sendoff.reputation.spf.proposal import Proposal, Published
from sendoff.reputation.spf.record import strings, zone_line
from sendoff.reputation.spf.review import Remark
from sendoff.reputation.spf.servers import Server
from sendoff.reputation.spf.trial import Trial
from sendoff.reputation.spf.verdict import Check, Node


def check(found: Check) -> dict[str, Any]:
    """Return one verdict."""
    return {
        "domain": found.domain,
        "identity": found.identity,
        "address": found.address,
        "result": found.result,
        "term": found.term or None,
        "lookups": found.lookups,
        "void_lookups": found.void_lookups,
        "unknown_because": found.unknown_because or None,
        "why": found.why or None,
        "path": list(found.path),
        "void_lookups_repeated": found.void_repeated,
        "server": found.server or None,
        "explanation": found.explanation or None,
        "tree": _node(found.tree) if found.tree else None,
    }


def _node(node: Node) -> dict[str, Any]:
    """Return a record that was read: `via` is the term that led to it, `term` the one that decided in it."""
    return {
        "domain": node.domain,
        "record": node.record or None,
        "via": node.via or None,
        "result": node.result or None,
        "term": node.term or None,
        "children": [_node(child) for child in node.children],
    }


def checks(
    found: Iterable[Check], servers: Iterable[Server], records: Iterable[Published], notes: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the result of `spf check`."""
    return {
        "checks": list(map(check, found)),
        "domains": [
            {"domain": one.domain, "today": list(one.records), "remarks": list(map(_remark, one.remarks))}
            for one in records
        ],
        "servers": list(map(_server, servers)),
        "notes": list(notes),
    }


def _server(server: Server) -> dict[str, Any]:
    return {
        "label": server.label,
        "name": server.name,
        "sends": server.how,
        "addresses": list(server.addresses),
        "helo": server.helo or None,
        "notes": list(server.notes),
        "unknown": server.unknown or None,
    }


def record(found: Proposal) -> dict[str, Any]:
    """Return the result of `spf record`."""
    return {
        "domain": found.domain,
        "record": found.record or None,
        "zone": zone_line(found.domain, found.record, found.ttl) if found.record else None,
        "strings": strings(found.record) if found.record else [],
        "today": list(found.today),
        "lookups": found.lookups,
        "void_lookups": found.void,
        "changes": [
            {"kind": one.kind, "term": one.term, "why": one.why, "loses": one.loses or None} for one in found.changes
        ],
        "before": list(map(check, found.before)),
        "after": list(map(check, found.after)),
        "remarks": list(map(_remark, found.remarks)),
        "left": list(map(_remark, found.left)),
        "costs": [{"term": one.term, "lookups": one.lookups, "passing": list(one.passing)} for one in found.costs],
        "servers": list(map(_server, found.servers)),
        "notes": list(found.notes),
        "unknown": found.unknown or None,
    }


def _remark(remark: Remark) -> dict[str, str]:
    return remark._asdict()


def trial(found: Trial) -> dict[str, Any]:
    """Return the result of `spf try`."""
    return {
        "domain": found.domain,
        "record": found.record,
        "today": list(found.today),
        "before": list(map(check, found.before)),
        "after": list(map(check, found.after)),
        "remarks": list(map(_remark, found.remarks)),
        "lookups": found.lookups,
        "void_lookups": found.void,
        "servers": list(map(_server, found.servers)),
        "unknown": found.unknown or None,
    }
