"""The table of metrics: exporter, reference page, alert rules and dashboard all go by it.

Labels are closed sets, and every value is exported, at 0 where nothing was counted. No label is an address, a domain,
a client, a user or a reply: strangers choose those, and each new value would be a new time series for ever.

What could not be asked is absent, never 0: `sendoff_collector_up` of that source is 0 then. While the ledger cannot be
read, everything that comes from it is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sendoff import __version__
from sendoff.delivery.gaps import KINDS
from sendoff.delivery.tallies import STAGES
from sendoff.monitor.incidents import BLOCKLIST
from sendoff.replies.classes import CLASSES, COARSE
from sendoff.replies.providers import LOCAL, OTHER, PROVIDERS

STATUSES = ("sent", "deferred", "bounced")
WAYS = ("smtp", "sendmail", "notice", "forward", "requeue", "unknown")
ENDINGS = ("removed", "expired", "deleted", "requeued", "discarded", "gone")
RESULTS = ("parsed", "unknown", "unreadable", "foreign")
QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")
GAPS = tuple(kind for kind in KINDS if kind not in ("not-watched", "before-the-ledger"))
"""Those that the ledger has rows for; the other two are edges of a question's span."""
BLOCKERS = (*(name for name in PROVIDERS if name not in (LOCAL, OTHER)), BLOCKLIST)
"""Who may have an incident: a provider; all public blocklists are one."""
TELLING = tuple(dict.fromkeys(one.coarse for one in CLASSES.values() if one.telling))
"""The coarse classes of refusals that open one."""
SOURCES = ("log", "queue", "ledger", "postfix", "certificate")


class Metric(NamedTuple):
    """One row: a family of time series.

    `kind` is counter, gauge or histogram; `labels` has the whole closed set of each label's values, in the order in
    which a tally's label names them; `source` is one of `SOURCES`, or `watch` for what the process knows of itself;
    `tally` is the name in delivery/tallies.py that a counter is the sum of.
    """

    name: str
    kind: str
    help: str
    labels: Mapping[str, tuple[str, ...]] = {}
    unit: str = ""
    source: str = "ledger"
    tally: str = ""


_ROWS = (
    Metric("sendoff_monitoring_enabled", "gauge", "1 where postfix::monitoring is true, 0 where it is false: then "
           "nothing is to alarm. A server on which nothing was applied yet counts as monitored."),
    Metric("sendoff_postfix_up", "gauge", "1 while Postfix's master runs.", source="postfix"),
    Metric("sendoff_collector_up", "gauge", "1 while a source can be read and is fresh. At 0, what comes from that "
           "source is unknown.", {"source": SOURCES}, source="watch"),
    Metric("sendoff_messages_accepted_total", "counter", "Messages taken into the queue, by the way they came.",
           {"way": WAYS}, tally="accepted"),
    Metric("sendoff_messages_removed_total", "counter", "Messages that left the queue, by ending (gone: no line of the "
           "log said why).", {"ending": ENDINGS}, tally="removed"),
    Metric("sendoff_attempts_total", "counter", "Delivery attempts, one for each recipient at each try, by outcome and "
           "by who runs the next hop.", {"status": STATUSES, "provider": PROVIDERS}, tally="attempts"),
    Metric("sendoff_recipients_expired_total", "counter", "Recipients given up because their mail waited too long.",
           {"provider": PROVIDERS}, tally="expired"),
    Metric("sendoff_refusals_total", "counter", "Delivery attempts that were not sent, by what the words of the "
           "refusal mean and by who runs the next hop.", {"coarse": COARSE, "provider": PROVIDERS}, tally="refused"),
    Metric("sendoff_incident_open", "gauge", "1 while a provider blocks or throttles this server or a domain of it, or "
           "several servers name a public blocklist: since its first such refusal, until it accepts mail again.",
           {"provider": BLOCKERS, "coarse": TELLING}),
    Metric("sendoff_rejections_total", "counter", "Mail refused at this server's own door, by the first digit of the "
           "reply.", {"class": ("4", "5")}, tally="rejected"),
    Metric("sendoff_delivery_delay_seconds", "histogram", "Where the time of sent deliveries went: waiting in the "
           "queue, waiting for a delivery agent, connecting, transmitting. Only the final attempt counts.",
           {"stage": STAGES}, "seconds", tally="delay"),
    Metric("sendoff_queue_depth", "gauge", "Messages in each queue when it was last looked at.", {"queue": QUEUES},
           source="queue"),
    Metric("sendoff_queue_bytes", "gauge", "Size of these messages.", {"queue": QUEUES}, "bytes", "queue"),
    Metric("sendoff_queue_oldest_age_seconds", "gauge", "Age of the oldest message in each queue since its arrival; 0 "
           "for an empty queue.", {"queue": QUEUES}, "seconds", "queue"),
    Metric("sendoff_queue_scan_timestamp_seconds", "gauge", "When the queue was last looked at.", {}, "seconds",
           "queue"),
    Metric("sendoff_queue_scan_duration_seconds", "gauge", "How long that took. No scrape ever waits for it.", {},
           "seconds", "queue"),
    Metric("sendoff_queue_scan_truncated", "gauge", "1 when that look ended before the whole queue was seen: depth, "
           "bytes and age are lower bounds then.", source="queue"),
    Metric("sendoff_last_log_line_timestamp_seconds", "gauge", "Time of the newest line of the log.", {}, "seconds",
           "log"),
    Metric("sendoff_last_log_read_timestamp_seconds", "gauge", "When the watch last saw the log's end.", {},
           "seconds", "log"),
    Metric("sendoff_log_lines_total", "counter", "Lines read: understood, of Postfix but not understood, no log lines, "
           "of other programs.", {"result": RESULTS}, source="log", tally="lines"),
    Metric("sendoff_ledger_complete", "gauge", "1 when nothing of the last 24 hours is known to be missing."),
    Metric("sendoff_ledger_gaps", "gauge", "What is known to be missing from the ledger, by kind, as far back as it "
           "reaches. It falls when old mail is forgotten.", {"kind": GAPS}),
    Metric("sendoff_ledger_begins_timestamp_seconds", "gauge", "Time of the first line of the log that is known.", {},
           "seconds"),
    Metric("sendoff_certificate_not_after_timestamp_seconds", "gauge", "End of the certificate that Postfix shows to "
           "its clients; absent where it has none.", {}, "seconds", "certificate"),
    Metric("sendoff_configuration_generation", "gauge", "Number of the applied configuration; absent before the first "
           "apply."),
    Metric("sendoff_build_info", "gauge", "Always 1; the label is the version.", {"version": (__version__,)},
           source="watch"),
    Metric("process_cpu_seconds_total", "counter", "Processor time that the watch used.", {}, "seconds", "watch"),
    Metric("process_resident_memory_bytes", "gauge", "Memory of the watch.", {}, "bytes", "watch"),
    Metric("process_virtual_memory_bytes", "gauge", "Address space of the watch.", {}, "bytes", "watch"),
    Metric("process_start_time_seconds", "gauge", "When the watch was started.", {}, "seconds", "watch"),
    Metric("process_open_fds", "gauge", "Files that the watch has open.", source="watch"),
    Metric("process_max_fds", "gauge", "How many it may open.", source="watch"),
)  # fmt: skip

METRICS = {metric.name: metric for metric in _ROWS}
"""Every family that /metrics has, by name. The `process_` ones are prometheus_client's own."""
