"""A report as JSON.

`{"since", "until", "complete": bool, "gaps": [{"kind", "what", "since", "until", "count", "example"}],
"ledger": {"begins", "last_line", "last_read", "running": bool|null, "source", "troubles": [...]},
"monitoring": bool|null, "addresses": full|domain|hash,
"received": {"messages", "bytes", "by_way": {"sendmail", "smtp", "unknown"}, "notices"},
"recipients": {"sent", "deferred", "bounced", "expired", "held", "queued", "deleted", "unknown"},
"sent_bytes", "sent_after_retry", "notices": {as recipients}, "waiting_now": {"deferred", "held", "queued"},
"attempts": {"sent", "deferred", "bounced"}|null,
"rejected": {"count", "reasons": [{"reason", "count"}], "clients": [{"client", "count"}]},
"usual": {"against", "spans", "counts": {name: {"now", "usual", "low", "high"}}},
"unit": hour|day, "over_time": [{"start", "received", "sent", "deferred", "bounced", "expired", ...}],
"by": {"provider": {"names", "floor", "rows": [{"name", "sent", "deferred", "bounced", "expired", ..., "bytes"}]},
"domain", "sender", "sender_domain", "user", "sasl_username", "client", "script"},
"reasons": [{"reason", "deferred", "bounced", "expired", ..., "example", "domain"}],
"delays": {"total": {"count", "median", "p95", "longest"}, "before_queue_manager", "queue_manager",
"connection_setup", "transmission"}, "slowest": [{"domain", "count", "median", "p95", "longest"}],
"tls": {"with", "without"}|null}`

Moments are ISO 8601 in UTC, delays seconds (of sent mail), all of `recipients` and `by` counts of recipients at their
end, notices apart. In `usual` messages are counted for `received`, recipients for `expired`, refusals for `rejected`,
else attempts; `spans` is 0 where the ledger does not reach back far enough. `names` is how many names were seen, and
`floor` by how much a count may be low: 0 but for very many names.
"""

from __future__ import annotations

import math
from typing import Any

from sendoff.delivery.gaps import KINDS
from sendoff.delivery.report import VERDICTS, Knowledge, Report
from sendoff.delivery.report_counting import Spread, Top
from sendoff.delivery.report_periods import periods
from sendoff.delivery.report_usual import HOUR
from sendoff.render.moments import iso


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as a value for JSON, in the shape above."""
    unit, over_time = periods(report)
    return {
        "since": iso(report.since),
        "until": iso(report.until),
        **_knowledge(report.knowledge),
        "monitoring": report.monitoring,
        "addresses": report.addresses,
        "received": {
            "messages": report.received_messages,
            "bytes": report.received_bytes,
            "by_way": {way: count for way, count in report.received.items() if way != "notice"},
            "notices": report.received.get("notice", 0),
        },
        "recipients": report.counts,
        "sent_bytes": report.sent_bytes,
        "sent_after_retry": report.sent_after_retry,
        "notices": report.notices,
        "waiting_now": report.waiting,
        "attempts": report.attempts,
        "rejected": {
            "count": report.rejected.number,
            "reasons": _counted("reason", report.rejected.reasons),
            "clients": _counted("client", report.rejected.clients),
        },
        "usual": {
            "against": report.usual.against,
            "spans": report.usual.spans,
            "counts": {name: _rounded(usual._asdict()) for name, usual in report.usual.counts.items()},
        },
        "unit": "day" if unit > HOUR else "hour",
        "over_time": [
            {"start": iso(start), "received": counts.get("received", 0), **_verdicts(counts)}
            for start, counts in over_time
        ],
        "by": {name: _top(top) for name, top in report.by.items()},
        "reasons": [
            {"reason": found.reason, **_verdicts(found.counts), "example": found.example, "domain": found.domain}
            for found in report.reasons
        ],
        "delays": {name: _spread(delays) for name, delays in report.delays.items()},
        "slowest": [{"domain": slow.domain, **_spread(slow.delays)} for slow in report.slowest],
        "tls": report.tls,
    }


def _knowledge(known: Knowledge) -> dict[str, Any]:
    return {
        "complete": known.complete,
        "gaps": [
            {
                "kind": gap.kind,
                "what": KINDS.get(gap.kind, ""),
                "since": iso(gap.since),
                "until": iso(gap.until),
                "count": gap.count,
                "example": gap.example,
            }
            for gap in known.gaps
        ],
        "ledger": {
            "begins": iso(known.begins),
            "last_line": iso(known.last_line),
            "last_read": iso(known.last_read),
            "running": known.running,
            "source": known.source,
            "troubles": known.troubles,
        },
    }


def _verdicts(counts: dict[str, int]) -> dict[str, int]:
    return {verdict: counts.get(verdict, 0) for verdict in VERDICTS}


def _top(top: Top) -> dict[str, Any]:
    rows = [
        {"name": name, **_verdicts(counts), **({"bytes": counts["bytes"]} if "bytes" in counts else {})}
        for name, counts in top.rows
    ]
    return {"names": top.names, "floor": top.floor, "rows": rows}


def _counted(called: str, top: Top) -> list[dict[str, Any]]:
    return [{called: name, "count": sum(counts.values())} for name, counts in top.rows]


def _rounded(usual: dict[str, float]) -> dict[str, int]:
    return {name: round(count) for name, count in usual.items()}


def _spread(delays: Spread) -> dict[str, Any]:
    # The last step of a histogram has no end.
    ends = {"median": delays.median, "p95": delays.p95, "longest": delays.longest}
    return {"count": delays.number, **{name: None if math.isinf(value) else value for name, value in ends.items()}}
