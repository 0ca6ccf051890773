"""A report by hand, with hostile words where strangers choose them."""

from __future__ import annotations

from typing import Any

from sendoff.delivery.gaps import Gap
from sendoff.delivery.report import DIMENSIONS, VERDICTS, Knowledge, Reason, Rejections, Report, Slow
from sendoff.delivery.report_counting import Spread, Top
from sendoff.delivery.report_usual import DAY, HOUR, Comparison, Usual

NOW = 500_000 * HOUR
HOSTILE = '"><script src="http://evil.example/x.js">alert(1)</script>\x1b[31m\n<img onerror=x \u202e'
COUNTS = {**dict.fromkeys(VERDICTS, 0), "sent": 41_205, "bounced": 310, "expired": 12, "deferred": 7}


def report(**changes: Any) -> Report:
    top = Top([(HOSTILE, {"sent": 40_000, "bounced": 3, "bytes": 123_456_789}), ("plain", {"sent": 5})], 2, 0)
    empty = Top([], 0, 0)
    made = Report(
        since=NOW - DAY,
        until=NOW,
        now=NOW,
        addresses="full",
        monitoring=True,
        received={"sendmail": 30_100, "smtp": 8_020, "unknown": 0, "notice": 320},
        received_bytes=2_100_000_000,
        counts=COUNTS,
        sent_bytes=2_300_000_000,
        sent_after_retry=1_200,
        notices={**dict.fromkeys(VERDICTS, 0), "sent": 300},
        waiting={"deferred": 300, "held": 12, "queued": 0},
        attempts={"sent": 41_205, "deferred": 1_210, "bounced": 310},
        rejected=Rejections(55, Top([(HOSTILE, {"rejected": 55})], 1, 0), Top([(HOSTILE, {"rejected": 55})], 1, 0)),
        usual=Comparison(
            "the middle of 4 (the same span, weeks before)", 4, {"sent": Usual(41_205, 13_000, 12_000, 14_000)}
        ),
        hours={NOW // HOUR - 3: {"sent": 41_000, "received": 50}, NOW // HOUR - 1: {"sent": 205, "bounced": 310}},
        by={**dict.fromkeys(DIMENSIONS, top), "script": empty},
        reasons=[Reason(HOSTILE, {"bounced": 310}, HOSTILE, HOSTILE)],
        delays={"total": Spread(41_205, 1.2, 40.0, 7_200.0)},
        slowest=[Slow(HOSTILE, Spread(5, 10.0, 50.0, float("inf")))],
        tls={"with": 41_000, "without": 205},
        knowledge=Knowledge(NOW - 40 * DAY, NOW - 2_000_000, NOW - 1_000_000, True, "journald", [], []),
    )
    return made._replace(**changes)


def incomplete() -> Report:
    known = report().knowledge
    gap = Gap("without-beginning", NOW - HOUR, NOW, 3, HOSTILE)
    return report(knowledge=known._replace(gaps=[gap], running=False, troubles=[HOSTILE]))
