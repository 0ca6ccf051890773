"""Prometheus' text format, written by its own library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from prometheus_client import ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from sendoff.monitor.metrics import METRICS
from sendoff.monitor.metrics_facts import MetricFacts
from sendoff.monitor.metrics_samples import Sample, samples

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
"""Every Prometheus reads it, so nothing is negotiated."""


class Metrics(Collector):
    """What a scrape gets: our families from facts asked for now, and the process's own."""

    def __init__(self, facts: Callable[[], MetricFacts]) -> None:
        self._facts = facts
        self._process = ProcessCollector(registry=None)

    def collect(self) -> Iterator[Family]:
        """Yield the families."""
        ours = (_family(name, numbers) for name, numbers in samples(self._facts()).items())
        return chain(ours, self._process.collect())

    def text(self) -> bytes:
        """Return the page, of type `CONTENT_TYPE`."""
        return generate_latest(self)


def _family(name: str, numbers: list[Sample]) -> Family:
    metric = METRICS[name]
    labels = list(metric.labels)
    if metric.kind == "histogram":
        histogram = HistogramMetricFamily(name, metric.help, labels=labels)
        for sample in numbers:
            buckets = [(f"{bound:g}".replace("inf", "+Inf"), float(count)) for bound, count in sample.buckets]
            histogram.add_metric(sample.labels, buckets, sample.value)
        return histogram
    family = (CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily)(name, metric.help, labels=labels)
    for sample in numbers:
        family.add_metric(sample.labels, sample.value)
    return family
