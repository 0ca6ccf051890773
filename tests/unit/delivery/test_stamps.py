"""The time in front of a line: years, zones, the hour that comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from sendoff.delivery.stamps import MICRO, Stamps

Zone = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zone]:
    def put(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    put("UTC0")
    yield put
    monkeypatch.undo()
    time.tzset()


BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


def at(text: str) -> float:
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


def said(moment: int) -> str:
    return datetime.fromtimestamp(moment / MICRO, UTC).isoformat()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(("latest", "stamp", "expected"), [
    ("2026-11-23T14:00:00+00:00", "Nov 23 13:59:59", "2026-11-23T13:59:59+00:00"),
    ("2026-11-23T14:00:00+00:00", "Nov  3 13:59:59", "2026-11-03T13:59:59+00:00"),
    ("2027-01-01T00:00:05+00:00", "Dec 31 23:59:59", "2026-12-31T23:59:59+00:00"),
    ("2027-01-01T00:00:05+00:00", "Jan  1 00:00:01", "2027-01-01T00:00:01+00:00"),
    ("2026-12-31T23:59:58+00:00", "Jan  1 00:00:01", "2027-01-01T00:00:01+00:00"),  # the line's clock is a bit ahead
    ("2026-12-30T12:00:00+00:00", "Jan  1 00:00:01", "2026-01-01T00:00:01+00:00"),
    ("2026-11-23T14:00:00+00:00", "Feb 29 12:00:00", "2024-02-29T12:00:00+00:00"),
    ("2028-03-01T00:00:00+00:00", "Feb 29 12:00:00", "2028-02-29T12:00:00+00:00"),
    ("2105-01-01T00:00:00+00:00", "Feb 29 12:00:00", "2104-02-29T12:00:00+00:00"),
])  # fmt: skip
def test_a_year_is_the_newest_that_can_be(latest: str, stamp: str, expected: str) -> None:
    assert said(Stamps(at(latest)).traditional(stamp)) == expected


def test_a_traditional_stamp_is_of_this_machines_zone(zone: Zone) -> None:
    zone(BERLIN)
    stamps = Stamps(at("2026-11-23T14:00:00+00:00"))
    assert said(stamps.traditional("Nov 23 13:00:00")) == "2026-11-23T12:00:00+00:00"
    assert said(stamps.traditional("Jul 23 13:00:00")) == "2026-07-23T11:00:00+00:00"


def test_the_hour_that_comes_twice_keeps_its_order(zone: Zone) -> None:
    zone(BERLIN)
    stamps = Stamps(at("2026-10-26T00:00:00+00:00"))
    clock = ["Oct 25 01:59:00", "Oct 25 02:30:00", "Oct 25 02:58:00", "Oct 25 02:05:00", "Oct 25 02:40:00",
             "Oct 25 03:00:00"]  # fmt: skip
    found = [said(stamps.traditional(stamp)) for stamp in clock]
    assert [text[8:16] for text in found] == ["24T23:59", "25T00:30", "25T00:58", "25T01:05", "25T01:40", "25T02:00"]


def test_in_the_first_of_two_equal_hours_a_line_is_not_of_the_future(zone: Zone) -> None:
    zone(BERLIN)
    now = at("2026-10-25T02:30:10+02:00")
    assert said(Stamps(now).traditional("Oct 25 02:30:09")) == "2026-10-25T00:30:09+00:00"


def test_the_hour_that_is_left_out_is_some_moment(zone: Zone) -> None:
    zone(BERLIN)
    found = said(Stamps(at("2026-03-30T00:00:00+00:00")).traditional("Mar 29 02:30:00"))
    assert found in ("2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+00:00")


@pytest.mark.parametrize(("stamp", "expected"), [
    ("2026-11-23T14:05:09.123456+01:00", "2026-11-23T13:05:09.123456+00:00"),
    ("2026-11-23T14:05:09.123456-08:00", "2026-11-23T22:05:09.123456+00:00"),
    ("2026-11-23T14:05:09.123+01:00", "2026-11-23T13:05:09.123000+00:00"),
    ("2026-11-23T14:05:09+01:00", "2026-11-23T13:05:09+00:00"),
    ("2026-11-23T14:05:09Z", "2026-11-23T14:05:09+00:00"),
    ("2026-11-23T14:05:09.5Z", "2026-11-23T14:05:09.500000+00:00"),
    ("2026-11-23T14:05:09,123456+00:00", "2026-11-23T14:05:09.123456+00:00"),
    ("2026-11-23T14:05:09.123456", "2026-11-23T13:05:09.123456+00:00"),
    ("2026-11-23T14:05:09", "2026-11-23T13:05:09+00:00"),
    ("2024-02-29T23:59:59.999999+00:00", "2024-02-29T23:59:59.999999+00:00"),
])  # fmt: skip
def test_an_rfc_3339_stamp_says_its_year_and_zone(zone: Zone, stamp: str, expected: str) -> None:
    zone(BERLIN)
    assert said(Stamps(0.0).rfc3339(stamp)) == expected


def test_the_same_second_is_read_again_with_its_own_fraction() -> None:
    stamps = Stamps(0.0)
    first, second = (stamps.rfc3339(f"2026-11-23T14:05:09.{part}+01:00") for part in ("000001", "999999"))
    assert second - first == 999_998


@pytest.mark.parametrize("stamp", [
    "", "Nov", "Nov 23", "Nov 31 00:00:00", "Foo 23 00:00:00", "Nov 23 24:00:00", "Nov 23 00:61:00", "Nov xx 00:00:00",
    "Nov 23 00:00", "Nov 23 0:0:0:0", "Feb 30 00:00:00", "Nov  0 00:00:00",
])  # fmt: skip
def test_what_is_no_traditional_stamp_is_refused(stamp: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # whatever it says, the line is no line
        Stamps(at("2026-11-23T14:00:00+00:00")).traditional(stamp)


@pytest.mark.parametrize("stamp", [
    "", "2", "2026", "2026-11-23T", "2026-13-23T14:05:09Z", "2026-11-23T25:05:09Z", "2026-11-23T14:05:09.x+01:00",
    "2026-02-29T00:00:00Z", "9" * 5000, "0001-01-01T00:00:00",
    "2026-11-23T14:05:09.12345x+01:00",
])  # fmt: skip
def test_what_is_no_rfc_3339_stamp_is_refused(stamp: str) -> None:
    stamps = Stamps(0.0)
    stamps.rfc3339("2026-11-23T14:05:09.123456+01:00")
    with pytest.raises(ValueError):  # noqa: PT011 # whatever it says, the line is no line
        stamps.rfc3339(stamp)
