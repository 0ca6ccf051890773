"""What is usual for a server, from its own counts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest
from tests.unit.monitor.build import HEALTH, HOUR_OF_NOW, NOW, facts, found

from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, WARNING, Judgement
from sendoff.monitor.check_facts import HOUR, History
from sendoff.monitor.check_queue import arrival
from sendoff.monitor.check_usual import WEEK, silence

DAYS = 28


def attempts(
    now: Mapping[str, int], *weeks: Mapping[str, int], check: str = "deferred-share", **given: str
) -> Judgement:
    counted = {HOUR_OF_NOW - number * WEEK: counts for number, counts in enumerate((now, *weeks))}
    return found(check, facts(history=History(counted, {}, NOW, HOUR_OF_NOW - 1000)), **given)


def test_one_of_two_attempts_put_off_is_no_alarm() -> None:
    judgement = attempts({"sent": 1, "deferred": 1})
    assert judgement.state == OK
    assert [metric.value for metric in judgement.metrics] == [None, 2]


@pytest.mark.parametrize(("deferred", "state"), [(30, OK), (50, WARNING), (90, CRITICAL)])
def test_without_history_fixed_thresholds_decide_and_it_says_so(deferred: int, state: str) -> None:
    judgement = attempts({"sent": 100 - deferred, "deferred": deferred})
    assert (judgement.state, "not known yet" in judgement.text) == (state, True)


USUAL = ({"sent": 90, "deferred": 10}, {"sent": 95, "deferred": 5}, {"sent": 85, "deferred": 15})


@pytest.mark.parametrize(("deferred", "state"), [(20, OK), (25, OK), (26, WARNING), (61, CRITICAL)])
def test_a_share_is_measured_against_the_same_hour_of_the_weeks_before(deferred: int, state: str) -> None:
    judgement = attempts({"sent": 100 - deferred, "deferred": deferred}, *USUAL)
    assert judgement.state == state
    assert "usual at this hour: 10 %" in judgement.text
    assert str(judgement.metrics[0]).startswith(f"'deferred_share'={deferred}%;25;60;0;100")


def test_one_bad_week_does_not_become_the_usual() -> None:
    assert attempts({"sent": 50, "deferred": 50}, {"deferred": 100}, *USUAL).state == WARNING


def test_a_server_where_much_is_put_off_as_usual_is_not_alarmed_about() -> None:
    week = {"sent": 30, "deferred": 70}
    assert attempts(week, week, week).state == OK
    assert attempts({"deferred": 100}, week, week).state == CRITICAL


def test_a_threshold_of_ones_own_takes_the_place_of_the_usual() -> None:
    assert attempts({"sent": 75, "deferred": 25}, *USUAL, warning_deferred_share="20").state == WARNING


def test_bounces_have_closer_bounds() -> None:
    usual = ({"sent": 99, "bounced": 1}, {"sent": 99, "bounced": 1})
    judged = [attempts({"sent": 100 - n, "bounced": n}, *usual, check="bounced-share").state for n in (11, 12, 42)]
    assert judged == [OK, WARNING, CRITICAL]


def test_what_was_not_read_for_long_says_nothing_of_the_last_hour() -> None:
    stale = facts(history=History({}, {}, NOW, 0), ledger=HEALTH._replace(last_read=NOW - HOUR))
    assert {found(check, stale).state for check in ("deferred-share", "bounced-share", "silence")} == {UNKNOWN}


# -- silence

Pattern = Callable[[int], bool]


def office(hour: int) -> bool:
    """Mail in each hour from 7 to 18, Monday to Friday; 1970 began on a Thursday."""
    return 7 <= hour % 24 < 18 and (hour // 24 + 3) % 7 < 5


def always(_hour: int) -> bool:
    return True


def daily(hour: int) -> bool:
    return hour % 24 == 6


def counted(pattern: Pattern, last: int, now: int) -> History:
    """Return the counts of a server that kept to a pattern and was silent after the hour `last`."""
    hours = range(now - DAYS * 24, last + 1)
    accepted = {hour: 3 for hour in hours if pattern(hour)}
    return History({}, accepted, max(accepted) * HOUR + HOUR // 2, hours[0])


def unusual(pattern: Pattern, last: int, now: int) -> bool:
    told = silence(counted(pattern, last, now), now * HOUR + HOUR // 2)
    assert told is not None
    return told.unusual


MONDAY = HOUR_OF_NOW - HOUR_OF_NOW % 24 - 2 * 24


def test_the_days_of_these_tests_are_what_they_say() -> None:
    assert [office(MONDAY + day * 24 + 10) for day in range(7)] == [True] * 5 + [False] * 2
    assert office(HOUR_OF_NOW)


def test_a_busy_server_that_falls_silent_is_told_within_hours() -> None:
    assert not unusual(always, HOUR_OF_NOW - 1, HOUR_OF_NOW)
    assert unusual(always, HOUR_OF_NOW - 5, HOUR_OF_NOW)


@pytest.mark.parametrize(("hour", "told"), [(3, False), (8, False), (11, True), (15, True)])
def test_an_offices_nights_and_weekends_are_usual_and_a_silent_monday_is_not(hour: int, told: bool) -> None:
    friday_evening = MONDAY - 3 * 24 + 17
    assert not unusual(office, friday_evening, MONDAY - 24 + hour)
    assert unusual(office, friday_evening, MONDAY + hour) is told


def test_a_nightly_job_that_fails_once_is_no_alarm_but_for_days() -> None:
    yesterday = MONDAY + 24 + 6
    assert not unusual(daily, yesterday, MONDAY + 48 + 12)
    assert unusual(daily, yesterday, MONDAY + 7 * 24 + 12)


@pytest.mark.parametrize("a_week", [1, 3, 14])
def test_a_server_that_seldom_sends_never_alarms(a_week: int) -> None:
    chance = random.Random(a_week)  # noqa: S311 - no secret
    accepted: dict[int, int] = {}
    alarms = 0
    for hour in range(26 * WEEK):
        if chance.random() < a_week / WEEK:
            accepted[hour] = 1
        if hour > 4 * WEEK and accepted and hour % 12 == 0:
            known = {one: count for one, count in accepted.items() if one > hour - 8 * WEEK}
            if known:
                told = silence(History({}, known, max(known) * HOUR, max(0, hour - 8 * WEEK)), hour * HOUR + HOUR // 2)
                alarms += told is not None and told.unusual
    assert alarms == 0


def test_in_the_first_two_weeks_the_usual_is_not_known() -> None:
    young = counted(always, HOUR_OF_NOW - 50, HOUR_OF_NOW)._replace(first_hour=HOUR_OF_NOW - 300)
    judgement = found("silence", facts(history=young))
    assert (judgement.state, "not known yet" in judgement.text) == (OK, True)


def test_silence_is_a_warning_in_plain_words_with_the_usual_as_threshold() -> None:
    judgement = found("silence", facts(history=counted(always, HOUR_OF_NOW - 6, HOUR_OF_NOW)))
    assert (judgement.state, judgement.text) == (WARNING, "no mail handed in for 6 h (usual at this hour: up to 1 h)")
    assert str(judgement.metrics[0]) == "'silence'=21600s;3600;;0"


def test_a_threshold_in_seconds_decides_whatever_is_usual() -> None:
    quiet = facts(history=counted(daily, HOUR_OF_NOW, HOUR_OF_NOW))
    assert found("silence", quiet).state == OK
    assert found("silence", quiet, warning_silence="3600").state == WARNING
    assert found("silence", quiet, critical_silence="3600").state == CRITICAL


# -- queue ids


def test_a_long_queue_id_tells_when_it_was_made_and_a_short_one_does_not() -> None:
    assert arrival("4jXvTq5cBcz19") == 1795411375_790120  # made by Postfix 3.7, whose queue said 1795411375
    assert arrival("3F6AB1234") is None
    assert arrival("zzzz") is None
