from __future__ import annotations

from sendoff.reputation.check import Finding, ordered, worst
from sendoff.reputation.score import Score, score

WEIGHTS = {"a": 2.0, "b": 1.0, "c": 20.0, "d": 0.0}


def found(check: str, *results: str) -> list[Finding]:
    return [Finding(check, f"s{number}", result, "", "") for number, result in enumerate(results)]


def test_all_that_passes_or_does_not_apply_is_ten() -> None:
    assert score([*found("a", "pass", "skipped"), *found("b", "skipped")], WEIGHTS) == Score(10.0, 10.0, 0)


def test_nothing_found_is_ten_and_nothing_unasked() -> None:
    assert score([], WEIGHTS) == Score(10.0, 10.0, 0)


def test_a_failure_costs_the_weight_and_a_warning_a_quarter() -> None:
    assert score([*found("a", "fail"), *found("b", "warn")], WEIGHTS) == Score(7.8, 7.8, 0)


def test_several_subjects_cost_once_by_the_worst() -> None:
    assert score(found("a", "fail", "fail", "warn", "pass"), WEIGHTS).points == 8.0


def test_what_could_not_be_asked_is_not_good_and_may_be_at_best() -> None:
    assert score([*found("a", "unknown", "pass"), *found("b", "unknown", "unknown")], WEIGHTS) == Score(7.0, 10.0, 2)


def test_a_known_warning_stays_in_the_best() -> None:
    assert score(found("a", "unknown", "warn"), WEIGHTS) == Score(8.0, 9.5, 1)


def test_it_never_falls_below_zero() -> None:
    assert score([*found("a", "fail"), *found("c", "fail")], WEIGHTS) == Score(0.0, 0.0, 0)


def test_the_heaviest_first() -> None:
    assert worst(["pass", "unknown", "warn"]) == "unknown"
    assert worst([]) == "skipped"
    assert [one.result for one in ordered(found("a", "pass", "fail", "warn", "unknown"))] == [
        "fail",
        "unknown",
        "warn",
        "pass",
    ]
