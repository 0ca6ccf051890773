"""From facts to metrics: zeros for what was not counted, nothing for what is unknown."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sendoff.delivery.tallies import BUCKETS, NAMES, STAGES
from sendoff.monitor.metrics import METRICS, QUEUES, SOURCES, TELLING
from sendoff.monitor.metrics_facts import MICRO, MetricFacts
from sendoff.monitor.metrics_health import health
from sendoff.monitor.metrics_samples import combinations, samples
from sendoff.replies.classes import COARSE
from sendoff.replies.providers import PROVIDERS

NOW = 1_795_000_000 * MICRO
QUEUE: dict[str, Any] = {
    "looked": NOW - 5 * MICRO,
    "seconds": 0.25,
    "truncated": False,
    "depth": {"active": 2, "deferred": 7},
    "bytes": {"active": 2000, "deferred": 70_000},
    "oldest": {"active": NOW - 3 * MICRO, "deferred": NOW - 7200 * MICRO},
    "unknown": None,
}


def known(**changes: Any) -> MetricFacts:
    given: dict[str, Any] = {
        "now": NOW,
        "begins": NOW - 9 * 86400 * MICRO,
        "last_line": NOW - 2 * MICRO,
        "last_read": NOW - MICRO,
        "monitoring": True,
        "generation": 4,
        "queue": QUEUE,
        "postfix_up": True,
        "certificate_end": NOW + 86400 * MICRO,
    }
    return MetricFacts(**(given | changes))


def value(facts: MetricFacts, name: str, *labels: str) -> float | None:
    return {sample.labels: sample.value for sample in samples(facts).get(name, [])}.get(labels)


def test_every_metric_has_every_label_value_from_the_first_scrape_on() -> None:
    found = samples(known())
    assert {name: [sample.labels for sample in numbers] for name, numbers in found.items()} == {
        name: combinations(metric) for name, metric in METRICS.items() if name.startswith("sendoff_")
    }


def test_counters_are_0_before_anything_was_counted() -> None:
    found = samples(known())
    for name, metric in METRICS.items():
        if metric.tally:
            assert {sample.value for sample in found[name]} == {0}, name


def test_tallies_become_counters() -> None:
    facts = known(
        tallies={
            ("attempts", "deferred google"): 3,
            ("accepted", "sendmail"): 2,
            ("removed", "gone"): 1,
            ("expired", "other"): 4,
            ("rejected", "5"): 5,
            ("lines", "unknown"): 6,
        }
    )
    assert value(facts, "sendoff_attempts_total", "deferred", "google") == 3
    assert value(facts, "sendoff_attempts_total", "sent", "google") == 0
    assert value(facts, "sendoff_messages_accepted_total", "sendmail") == 2
    assert value(facts, "sendoff_messages_removed_total", "gone") == 1
    assert value(facts, "sendoff_recipients_expired_total", "other") == 4
    assert value(facts, "sendoff_rejections_total", "5") == 5
    assert value(facts, "sendoff_log_lines_total", "unknown") == 6


def test_every_tally_is_exported() -> None:
    assert {metric.tally for metric in METRICS.values()} - {""} | {"delay_sum"} == set(NAMES)


@pytest.mark.parametrize("written", ["{}", "{:g}"])
def test_delays_are_cumulative_and_end_with_all(written: str) -> None:
    tallies = {
        ("delay", "transmission " + written.format(0.5)): 2,
        ("delay", "transmission " + written.format(300.0)): 1,
        ("delay", "transmission inf"): 1,
        ("delay_sum", "transmission"): 100_400_500,
    }
    [found] = [s for s in samples(known(tallies=tallies))["sendoff_delivery_delay_seconds"] if s.labels[0] == STAGES[3]]
    assert found.value == 100_400.5
    assert found.buckets == list(zip((*BUCKETS, float("inf")), [0, 2, 2, 2, 2, 3, 3, 3, 4], strict=True))


def test_the_queue() -> None:
    facts = known()
    assert [value(facts, "sendoff_queue_depth", name) for name in QUEUES] == [0, 0, 2, 7, 0]
    assert value(facts, "sendoff_queue_bytes", "deferred") == 70_000
    assert value(facts, "sendoff_queue_oldest_age_seconds", "deferred") == 7200
    assert value(facts, "sendoff_queue_oldest_age_seconds", "hold") == 0
    assert value(facts, "sendoff_queue_scan_truncated") == 0
    assert value(facts, "sendoff_collector_up", "queue") == 1


@pytest.mark.parametrize(
    "queue",
    [None, QUEUE | {"unknown": "only root may read it"}, QUEUE | {"looked": NOW - 901 * MICRO}],
    ids=["never looked", "unreadable", "long ago"],
)
def test_an_unknown_queue_is_absent_and_never_empty(queue: dict[str, Any] | None) -> None:
    facts = known(queue=queue)
    assert [name for name in samples(facts) if re.search("queue_(depth|bytes|oldest)", name)] == []
    assert value(facts, "sendoff_collector_up", "queue") == 0


def test_messages_of_unknown_age_have_no_age() -> None:
    facts = known(queue=QUEUE | {"oldest": {"active": None, "deferred": None}})
    assert value(facts, "sendoff_queue_oldest_age_seconds", "deferred") is None
    assert value(facts, "sendoff_queue_oldest_age_seconds", "hold") == 0


def test_without_a_ledger_nothing_of_it_is_said() -> None:
    found = samples(MetricFacts(now=NOW, unreadable="there is no ledger"))
    assert set(found) == {"sendoff_collector_up", "sendoff_build_info"}
    assert {s.labels[0]: s.value for s in found["sendoff_collector_up"]} == {
        "log": 0, "queue": 0, "ledger": 0, "postfix": 0, "certificate": 1,
    }  # fmt: skip


def test_a_dead_postfix_is_0_and_an_unknown_one_absent() -> None:
    assert value(known(postfix_up=False), "sendoff_postfix_up") == 0
    assert value(known(postfix_up=False), "sendoff_collector_up", "postfix") == 1
    assert value(known(postfix_up=None), "sendoff_postfix_up") is None
    assert value(known(postfix_up=None), "sendoff_collector_up", "postfix") == 0


@pytest.mark.parametrize(("monitoring", "shown"), [(True, 1), (False, 0), (None, 1)])
def test_monitoring(monitoring: bool | None, shown: int) -> None:
    assert value(known(monitoring=monitoring), "sendoff_monitoring_enabled") == shown


def test_a_gap_of_yesterday_makes_it_incomplete_and_an_older_one_does_not() -> None:
    assert value(known(), "sendoff_ledger_complete") == 1
    assert value(known(newest_gap=NOW - 86399 * MICRO), "sendoff_ledger_complete") == 0
    facts = known(newest_gap=NOW - 86401 * MICRO, gaps={"log-missing": 2})
    assert value(facts, "sendoff_ledger_complete") == 1
    assert value(facts, "sendoff_ledger_gaps", "log-missing") == 2
    assert value(facts, "sendoff_ledger_gaps", "left-unseen") == 0


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"last_read": NOW - 61 * MICRO}, "log"),
        ({"last_read": None}, "log"),
        ({"source_trouble": "no mail log was found"}, "log"),
        ({"trouble": "the disk is full"}, "ledger"),
        ({"certificate_end": None, "certificate_trouble": "there is no file"}, "certificate"),
    ],
)
def test_a_source_in_trouble_is_down_and_the_others_are_not(changes: dict[str, Any], source: str) -> None:
    facts = known(**changes)
    assert {name: value(facts, "sendoff_collector_up", name) for name in SOURCES} == {
        name: float(name != source) for name in SOURCES
    }
    well, said = health(facts)
    assert well == (source == "certificate")
    assert (said["status"] == "ok") == well
    assert well or said["why"]


def test_health_is_off_by_monitoring_whatever_else_is_wrong() -> None:
    said = {"status": "off", "why": ["off by postfix::monitoring"]}
    assert health(known(monitoring=False, trouble="the disk is full")) == (True, said)
    assert health(MetricFacts(now=NOW, unreadable="damaged", monitoring=False)) == (True, said)


def test_health_tells_one_trouble_once() -> None:
    assert health(MetricFacts(now=NOW, unreadable="there is no ledger")) == (
        False,
        {"status": "failing", "why": ["there is no ledger"]},
    )


def test_names_follow_the_conventions() -> None:
    for name, metric in METRICS.items():
        assert re.fullmatch(r"(sendoff|process)(_[a-z]+)+", name)
        assert name.endswith("_total") == (metric.kind == "counter")
        assert name.removesuffix("_total").endswith(f"_{metric.unit}" if metric.unit else "")
        assert ("seconds" in name or "bytes" in name) == bool(metric.unit)
        assert metric.help.endswith(".")


def test_a_scrape_stays_small() -> None:
    series = sum(len(combinations(m)) * (11 if m.kind == "histogram" else 1) for m in METRICS.values())
    assert series < 100 + (4 + len(COARSE) + len(TELLING)) * len(PROVIDERS) + 11 * len(STAGES)


def test_an_open_incident_is_1_and_every_other_provider_0() -> None:
    found = known(incidents=[("microsoft", "365", "address-blocked"), ("spamhaus", "blocklist", "address-listed")])
    assert value(found, "sendoff_incident_open", "microsoft", "reputation") == 1
    assert value(found, "sendoff_incident_open", "microsoft", "rate") == 0
    assert value(found, "sendoff_incident_open", "google", "reputation") == 0
    assert value(found, "sendoff_incident_open", "blocklist", "reputation") == 1
    assert sum(sample.value for sample in samples(found)["sendoff_incident_open"]) == 2


def test_while_the_ledger_cannot_be_read_nobody_says_that_no_incident_is_open() -> None:
    assert "sendoff_incident_open" not in samples(known(unreadable="gone"))
    assert "sendoff_refusals_total" not in samples(known(unreadable="gone"))


def test_refusals_are_counted_by_what_they_mean() -> None:
    found = known(tallies={("refused", "full google"): 3})
    assert value(found, "sendoff_refusals_total", "full", "google") == 3
    assert value(found, "sendoff_refusals_total", "rate", "google") == 0
