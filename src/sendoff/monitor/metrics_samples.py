"""From facts to the numbers of each metric. What is unknown has no number; it is never 0."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sendoff.delivery.tallies import BUCKETS
from sendoff.monitor.incidents import BLOCKLIST
from sendoff.monitor.metrics import GAPS, METRICS, QUEUES, Metric
from sendoff.monitor.metrics_facts import MICRO, MetricFacts, monitored, troubles
from sendoff.replies.classes import CLASSES

DAY = 86400 * MICRO


class Sample(NamedTuple):
    """One number with the values of its labels, in the table's order; `buckets` are a histogram's, cumulative.

    A bucket is its upper bound (seconds) and the count; a histogram's `value` is the sum.
    """

    labels: tuple[str, ...]
    value: float
    buckets: Sequence[tuple[float, int]] = ()


def samples(facts: MetricFacts) -> dict[str, list[Sample]]:
    """Return the samples of every metric that is known now, by name; `process_` ones are the process's own affair."""
    found = {name: _samples(metric, facts) for name, metric in METRICS.items() if name.startswith("sendoff_")}
    return {name: numbers for name, numbers in found.items() if numbers}


def _samples(metric: Metric, facts: MetricFacts) -> list[Sample]:
    if metric.tally and facts.unreadable is not None:
        return []
    if metric.kind == "histogram":
        return [_histogram(stage, facts.tallies) for stage in metric.labels["stage"]]
    if metric.tally:
        tallies = facts.tallies
        return [Sample(k, tallies.get((metric.tally, " ".join(k)), 0)) for k in combinations(metric)]
    numbers = _GIVEN[metric.name](facts)
    return [Sample(k, value) for k in combinations(metric) if (value := numbers.get(" ".join(k))) is not None]


def combinations(metric: Metric) -> list[tuple[str, ...]]:
    """Return the values of the labels of every time series that a metric can have."""
    return list(itertools.product(*metric.labels.values()))


def _histogram(stage: str, tallies: Mapping[tuple[str, str], int]) -> Sample:
    counts = dict.fromkeys((*BUCKETS, math.inf), 0)
    for (name, label), count in tallies.items():
        if name == "delay" and label.startswith(f"{stage} "):
            counts[float(label.rpartition(" ")[2])] += count
    bounds = zip(counts, itertools.accumulate(counts.values()), strict=True)
    return Sample((stage,), tallies.get(("delay_sum", stage), 0) / 1000, list(bounds))


Numbers = Mapping[str, float | None]
"""By the labels' values, joined by blanks; empty for a metric without labels. None is unknown."""


def _single(value: float | None) -> Numbers:
    return {"": value}


def _seconds(moment: int | None) -> Numbers:
    return {"": None if moment is None else moment / MICRO}


def _collectors(facts: MetricFacts) -> Numbers:
    return {source: float(why is None) for source, why in troubles(facts).items()}


def _queue(facts: MetricFacts, member: str) -> Numbers:
    """A queue that the look did not name was empty; without a good look nothing is known."""
    if facts.queue is None or troubles(facts)["queue"]:
        return {}
    found = facts.queue[member]
    return {name: found.get(name, 0) for name in QUEUES}


def _ages(facts: MetricFacts) -> Numbers:
    depths, oldest = _queue(facts, "depth"), _queue(facts, "oldest")
    return {name: _age(facts.now, depths[name], oldest[name]) for name in depths}


def _age(now: int, depth: float | None, oldest: float | None) -> float | None:
    if not depth:
        return 0
    return max(now - oldest, 0) / MICRO if oldest else None


def _looked(facts: MetricFacts) -> int | None:
    return facts.queue["looked"] if facts.queue else None


def _scan(facts: MetricFacts, member: str) -> Numbers:
    value = facts.queue[member] if facts.queue and not facts.queue["unknown"] else None
    return _single(None if value is None else float(value))


def _complete(facts: MetricFacts) -> Numbers:
    if facts.unreadable is not None:
        return {}
    missing = facts.newest_gap is not None and facts.newest_gap > facts.now - DAY
    return _single(float(not missing))


def _gaps(facts: MetricFacts) -> Numbers:
    return {} if facts.unreadable is not None else {kind: facts.gaps.get(kind, 0) for kind in GAPS}


def _incidents(facts: MetricFacts) -> Numbers:
    if facts.unreadable is not None:
        return {}
    found = dict.fromkeys(map(" ".join, combinations(METRICS["sendoff_incident_open"])), 0)
    for provider, part, kind in facts.incidents:
        found[f"{BLOCKLIST if part == BLOCKLIST else provider} {CLASSES[kind].coarse}"] = 1
    return found


_GIVEN: dict[str, Callable[[MetricFacts], Numbers]] = {
    "sendoff_monitoring_enabled": lambda facts: _single(monitored(facts)),
    "sendoff_postfix_up": lambda facts: _single(facts.postfix_up),
    "sendoff_collector_up": _collectors,
    "sendoff_incident_open": _incidents,
    "sendoff_queue_depth": lambda facts: _queue(facts, "depth"),
    "sendoff_queue_bytes": lambda facts: _queue(facts, "bytes"),
    "sendoff_queue_oldest_age_seconds": _ages,
    "sendoff_queue_scan_timestamp_seconds": lambda facts: _seconds(_looked(facts)),
    "sendoff_queue_scan_duration_seconds": lambda facts: _scan(facts, "seconds"),
    "sendoff_queue_scan_truncated": lambda facts: _scan(facts, "truncated"),
    "sendoff_last_log_line_timestamp_seconds": lambda facts: _seconds(facts.last_line),
    "sendoff_last_log_read_timestamp_seconds": lambda facts: _seconds(facts.last_read),
    "sendoff_ledger_complete": _complete,
    "sendoff_ledger_gaps": _gaps,
    "sendoff_ledger_begins_timestamp_seconds": lambda facts: _seconds(facts.begins),
    "sendoff_certificate_not_after_timestamp_seconds": lambda facts: _seconds(facts.certificate_end),
    "sendoff_configuration_generation": lambda facts: _single(facts.generation),
    "sendoff_build_info": lambda _: {METRICS["sendoff_build_info"].labels["version"][0]: 1},
}
