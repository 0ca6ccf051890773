from __future__ import annotations

import re

from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, WARNING, Judgement, Limit, Metric
from sendoff.monitor.check_ranges import parsed
from sendoff.render import check_text

FINE = Judgement("service", OK, "Postfix runs", metrics=(Metric("time", 0.0125, "s"),))
METRIC = re.compile(r"'[^'=|]+'=-?[0-9.]+(s|B|%|c)?(;[0-9.:~@-]*){0,4}")


def test_one_line_of_status_with_performance_data_then_details() -> None:
    lines = check_text.plugin([FINE, Judgement("drift", WARNING, "it drifted", "See there.")]).splitlines()
    assert lines == [
        "SENDOFF WARNING - it drifted | 'time'=0.013s;;;0",
        "WARNING drift: it drifted. See there.",
        "OK service: Postfix runs",
    ]


def test_the_worst_comes_first_and_all_trouble_is_on_the_first_line() -> None:
    found = [
        Judgement("a", OK, "fine"),
        Judgement("b", UNKNOWN, "could not ask b"),
        Judgement("c", UNKNOWN, "could not ask c"),
        Judgement("d", WARNING, "hm"),
        Judgement("e", CRITICAL, "dead"),
    ]
    assert check_text.plugin(found).splitlines()[0] == "SENDOFF CRITICAL - dead; hm; not known: b, c"
    assert check_text.plugin(found[:3]).splitlines()[0] == "SENDOFF UNKNOWN - could not ask b; not known: c"


def test_what_strangers_wrote_adds_no_line_no_bar_and_no_escape() -> None:
    forged = "bad\nSENDOFF OK - fine | 'x'=1\x1b[2J\u2028"
    lines = check_text.plugin([Judgement("a", CRITICAL, forged), FINE]).split("\n")
    assert len(lines) == 3
    assert lines[0].startswith("SENDOFF CRITICAL - bad SENDOFF OK - fine / 'x'=1")
    assert [line.count("|") for line in lines] == [1, 0, 0]
    assert all(line.isprintable() for line in lines)


def test_performance_data_is_as_the_guidelines_write_it() -> None:
    limit = Limit(parsed("10:"), parsed("@~:3"))
    metrics = (
        Metric("share", 12.3456, "%", limit, most=100),
        Metric("size", 2**40, "B"),
        Metric("days", -3, "", limit, least=None),
        Metric("unknown", None, "s", limit),
    )
    line = check_text.plugin([Judgement("a", OK, "fine", metrics=metrics)])
    data = line.partition(" | ")[2].split(" ")
    assert data == ["'share'=12.346%;10:;@~:3;0;100", "'size'=1099511627776B;;;0", "'days'=-3;10:;@~:3"]
    assert all(METRIC.fullmatch(one) for one in data)


def test_a_very_long_text_leaves_the_performance_data_whole() -> None:
    line = check_text.plugin([Judgement("a", CRITICAL, "x" * 10_000, metrics=FINE.metrics)]).splitlines()[0]
    assert line.endswith(" | 'time'=0.013s;;;0")
    assert len(line) < 1100


def test_json_has_the_worst_first_and_null_for_what_is_not_known() -> None:
    metrics = (Metric("age", None, "s", Limit(parsed("10"))),)
    found = check_text.as_json([FINE, Judgement("queue-age", UNKNOWN, "no\x1b", "Look.", metrics)])
    assert (found["state"], found["code"], found["text"]) == ("UNKNOWN", 3, "no\N{REPLACEMENT CHARACTER}")
    assert found["checks"][0] == {
        "id": "queue-age", "state": "UNKNOWN", "text": "no\N{REPLACEMENT CHARACTER}", "mend": "Look.",
        "values": [{"label": "age", "value": None, "unit": "s", "warning": "10", "critical": None}],
    }  # fmt: skip
    assert found["checks"][1]["id"] == "service"
