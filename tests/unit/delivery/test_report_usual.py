from __future__ import annotations

from sendoff.delivery.report_usual import DAY, HOUR, WEEK, Comparison, Usual, compared, sums

NOW = 500_000 * HOUR
NAMES = ("sent", "bounced")
Hours = dict[int, dict[str, float]]


def hourly(days: int, sent: float) -> Hours:
    return {hour: {"sent": sent} for hour in range((NOW - days * DAY) // HOUR, NOW // HOUR)}


def of_a_day(hours: Hours, known_days: int, length: int = DAY) -> Comparison:
    return compared(NOW - length, NOW, NOW, known_since=NOW - known_days * DAY, hours=hours, names=NAMES)


def test_the_usual_is_the_middle_of_the_same_span_in_the_weeks_before() -> None:
    hours = hourly(40, 10)
    for week, sent in ((1, 5), (2, 1000), (3, 20), (4, 30)):
        for hour in range((NOW - DAY - week * WEEK) // HOUR, (NOW - week * WEEK) // HOUR):
            hours[hour] = {"sent": sent}
    found = of_a_day(hours, 40)
    assert found.spans == 4
    assert found.counts["sent"] == Usual(240, 25 * 24, 5 * 24, 24_000)
    assert found.counts["bounced"] == Usual(0, 0, 0, 0)


def test_a_young_ledger_is_compared_with_the_days_before() -> None:
    found = of_a_day(hourly(5, 10), 5)
    assert (found.spans, found.counts["sent"].usual) == (4, 240)
    assert "days" in found.against


def test_too_little_history_is_said_and_not_guessed() -> None:
    found = of_a_day(hourly(3, 10), 3)
    assert (found.spans, found.counts) == (0, {})
    assert "far enough" in found.against
    assert compared(NOW - DAY, NOW, NOW, known_since=None, hours={}, names=NAMES).spans == 0


def test_a_span_in_which_nothing_was_read_is_not_usual() -> None:
    hours = hourly(40, 10)
    for hour in range((NOW - DAY - WEEK) // HOUR, (NOW - WEEK) // HOUR):
        del hours[hour]
    assert of_a_day(hours, 40).spans == 3


def test_spans_longer_than_a_week_are_compared_with_whole_weeks() -> None:
    found = of_a_day(hourly(80, 1), 80, 10 * DAY)
    assert (found.spans, found.counts["sent"].usual) == (4, 240)


def test_hours_count_by_the_part_that_lies_in_the_span() -> None:
    hours: Hours = {NOW // HOUR: {"sent": 60}, NOW // HOUR - 1: {"sent": 60}}
    half_past = NOW + HOUR // 2
    assert sums(hours, NOW - HOUR // 2, half_past, NOW + DAY, NAMES) == {"sent": 60, "bounced": 0}
    # This hour is not over: what it has is all of it.
    assert sums(hours, NOW, half_past, half_past, NAMES) == {"sent": 60, "bounced": 0}
    assert sums(hours, NOW + DAY, NOW + 2 * DAY, NOW + 9 * DAY, NAMES) is None
