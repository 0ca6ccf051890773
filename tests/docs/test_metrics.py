"""Alert rules, dashboard and pages name only metrics and labels that the exporter has, spelt as it spells them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sendoff.monitor.metrics import METRICS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "prometheus"
RULES = (FOLDER / "sendoff.rules.yml").read_text()
RULE_TESTS = (FOLDER / "sendoff.rules.test.yml").read_text()
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "grafana-dashboard.json").read_text())
PAGE = (ROOT / "docs" / "prometheus.md").read_text()

SERIES = {
    name: metric
    for metric in METRICS.values()
    for name in (
        [f"{metric.name}_{part}" for part in ("bucket", "sum", "count")]
        if metric.kind == "histogram"
        else [metric.name]
    )
}
TARGET = {"job", "instance"}
"""Labels that Prometheus itself gives."""
NAME = re.compile(r"\b(?:sendoff|process)_[a-z_]+\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"([^"]*)"')
ALERT = re.compile(r"^ +- alert: (\w+)\n(.*?)(?=^ +- alert:|\Z)", re.MULTILINE | re.DOTALL)
EXPRESSION = re.compile(r"^ +expr: (?:\|\n)?(.*?)^ +(?:for|labels):", re.MULTILINE | re.DOTALL)


def alerts() -> dict[str, tuple[str, str]]:
    """The expression and the whole text of each alert."""
    found = {}
    for name, text in ALERT.findall(RULES):
        expression = EXPRESSION.search(text)
        assert expression is not None, name
        found[name] = (expression[1], text)
    return found


def targets() -> Iterator[tuple[str, str]]:
    """The expression and the legend of everything that the dashboard asks for."""
    for panel in DASHBOARD["panels"]:
        yield from ((target["expr"], target["legendFormat"]) for target in panel.get("targets", ()))
    yield from ((note["expr"], note["titleFormat"]) for note in DASHBOARD["annotations"]["list"])
    yield from ((variable["query"]["query"], "") for variable in DASHBOARD["templating"]["list"][1:])


EXPRESSIONS = [*((expression, text) for expression, text in alerts().values()), *targets()]


def wrong(expression: str) -> list[str]:
    """What an expression names that the exporter does not have."""
    odd = []
    for found in NAME.finditer(expression):
        name = found[0].partition("{")[0]
        if name not in SERIES:
            odd.append(name)
            continue
        closed = SERIES[name].labels
        for label, operator, value in MATCHER.findall(found[1] or ""):
            values = value.split("|") if "~" in operator else [value]
            if label not in TARGET and not set(values) <= set(closed.get(label, ())):
                odd.append(f"{name}{{{label}{operator}{value}}}")
    return odd


def labels_of(expression: str) -> set[str]:
    """The labels that the metrics of an expression have."""
    names = [found[0].partition("{")[0] for found in NAME.finditer(expression)]
    return TARGET.union({"le"}, *(SERIES[name].labels for name in names if name in SERIES))


@pytest.mark.parametrize(("expression", "text"), EXPRESSIONS)
def test_every_metric_and_label_exists(expression: str, text: str) -> None:
    assert wrong(expression) == []
    grouped = {
        label.strip() for group in re.findall(r"\b(?:by|on) ?\(([^)]*)\)", expression) for label in group.split(",")
    }
    shown = set(re.findall(r"\{\{ ?(?:\$labels\.)?(\w+) ?\}\}", text))
    assert grouped | shown <= labels_of(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "sendoff_queue_dept",
        'sendoff_queue_depth{queue="defered"}',
        'sendoff_attempts_total{status=~"sent|bounce"}',
        'sendoff_attempts_total{state!="sent"}',
        "sendoff_delivery_delay_seconds",
    ],
)
def test_what_is_misspelt_is_found(expression: str) -> None:
    assert wrong(f"rate({expression}[5m]) > 0") != []


def test_every_metric_is_shown_or_alarms() -> None:
    used = {SERIES[f[0].partition("{")[0]].name for e, _ in EXPRESSIONS for f in NAME.finditer(e)}
    assert set(METRICS) - used == {"process_virtual_memory_bytes"}  # says little, and is not ours


@pytest.mark.parametrize("name", alerts())
def test_an_alert_says_how_bad_it_is_and_what_to_do_and_is_silent_with_monitoring_off(name: str) -> None:
    expression, text = alerts()[name]
    assert re.search(r"severity: (warning|critical)$", text, re.MULTILINE)
    assert 'summary: "' in text
    assert 'description: "' in text
    if name != "SendoffNoServers":  # without a server there is no setting of one
        assert re.search(r"unless on \(job, instance\) \S+\(?sendoff_monitoring_enabled.* == 0\s*$|"
                         r"unless on \(job, instance\) sendoff_monitoring_enabled == 0\s*$", expression)  # fmt: skip


@pytest.mark.parametrize("name", alerts())
def test_an_alert_is_explained_and_tested(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert f'alertname="{name}"' in RULE_TESTS


def test_rule_tests_and_page_name_no_other_alert() -> None:
    assert set(re.findall(r"\bSendoff[A-Z]\w+", RULE_TESTS + PAGE)) == set(alerts())


def test_rule_tests_feed_metrics_that_exist() -> None:
    series = re.findall(r"- series: '([^']*)'", RULE_TESTS)
    assert series
    assert [odd for text in series for odd in wrong(text)] == []


def test_metrics_that_the_page_names_exist() -> None:
    named = set(re.findall(r"\b(?:sendoff|process)_[a-z_]+\b", PAGE))
    assert named <= set(METRICS) | set(SERIES) | {"sendoff_exporter"}


def test_every_panel_has_a_place_of_its_own() -> None:
    taken = set[tuple[int, int]]()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}  # fmt: skip
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    assert found, "promtool is not there; it is in packaging/debian-test"
    return found


def test_every_alert_fires_and_holds_its_peace(promtool: str) -> None:
    done = subprocess.run(
        [promtool, "test", "rules", FOLDER / "sendoff.rules.test.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("change", [("unless on (job, instance) sendoff_monitoring_enabled == 0", "")])
def test_the_rule_tests_notice_alerts_with_monitoring_off(
    promtool: str, tmp_path: Path, change: tuple[str, str]
) -> None:
    (tmp_path / "sendoff.rules.yml").write_text(RULES.replace(*change))
    (tmp_path / "sendoff.rules.test.yml").write_text(RULE_TESTS)
    done = subprocess.run(
        [promtool, "test", "rules", tmp_path / "sendoff.rules.test.yml"], capture_output=True, text=True, check=False
    )
    noticed = set(re.findall(r'alertname="(\w+)", instance="web3"', done.stdout + done.stderr))
    assert noticed == set(alerts()) - {"SendoffWatchDown", "SendoffNoServers"}


def test_prometheus_understands_the_dashboards_expressions(promtool: str, tmp_path: Path) -> None:
    values = {"$__rate_interval": "5m", "$__interval": "5m", "$job": "sendoff", "$instance": ".+"}
    asked = list[dict[str, str]]()
    for expression, _ in targets():
        if expression.startswith("label_values"):
            continue
        text = expression
        for name, value in values.items():
            text = text.replace(name, value)
        asked.append({"record": f"panel:{len(asked)}", "expr": text})
    rules = tmp_path / "dashboard.yml"  # JSON is YAML
    rules.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": asked}]}))
    done = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(asked)} rules found" in done.stdout
