from __future__ import annotations

import math
import random
from statistics import median

from sendoff.delivery.report_counting import Delays, DelaysByName, Frequent


def test_the_most_frequent_come_first_with_their_kinds_and_weights() -> None:
    counted = Frequent()
    counted.count(["a", "b", "b", None], "sent")
    counted.count(["b"], "bounced")
    counted.weigh(["a", "b", "b", None], [5, 1, None, 9])
    top = counted.top(1)
    assert top.rows == [("b", {"sent": 2, "bounced": 1, "bytes": 1})]
    assert (top.names, top.floor) == (2, 0)


def test_who_is_frequent_stays_whatever_else_comes_by() -> None:
    counted = Frequent(limit=100)
    for start in range(0, 20_000, 50):
        counted.count([*(f"once-{start + at}" for at in range(50)), "often"], "sent")
    top = counted.top(1)
    name, counts = top.rows[0]
    assert name == "often"
    assert counts["sent"] <= 400 <= counts["sent"] + top.floor
    assert len(counted._kinds["sent"]) <= 100


def test_a_name_that_was_dropped_is_told_by_the_floor() -> None:
    counted = Frequent(limit=10)
    counted.count([str(at) for at in range(50)], "sent")
    assert counted.top(5).floor >= 1


def test_percentiles_are_those_of_the_numbers() -> None:
    random.seed(3)
    numbers = [round(random.expovariate(0.1), 2) for _ in range(1001)]
    counted = Delays()
    counted.take([*numbers, None])
    found = counted.spread()
    assert found is not None
    assert found.number == 1001
    assert found.median == median(numbers)
    assert found.p95 == sorted(numbers)[math.ceil(1001 * 0.95) - 1]
    assert found.longest == max(numbers)


def test_many_different_delays_are_kept_to_three_digits() -> None:
    counted = Delays()
    counted.take([100.0 + at for at in range(100_000)])
    found = counted.spread()
    assert found is not None
    assert abs(found.median - 50_100) < 500
    assert len(counted._counts) <= 20_000


def test_no_delay_is_no_spread() -> None:
    assert Delays().spread() is None


def test_delays_by_name_are_steps_that_are_not_below_the_truth() -> None:
    counted = DelaysByName()
    counted.take(["a", "a", "b"], [0.9, 40.0, None])
    [(name, found)] = counted.spreads()
    assert (name, found.number, found.median, found.longest) == ("a", 2, 1.0, 50.0)
