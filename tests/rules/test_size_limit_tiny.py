from __future__ import annotations

import pytest

from .build import applied, change, only, points_at, quiet

KEY = "postfix::message_size_limit"
RULE = "size-limit-tiny"


@pytest.mark.parametrize("limit", [1, 25, 9999])
def test_refuses_what_stops_all_mail(limit: int) -> None:
    found = only(RULE, change({KEY: limit}))
    assert found.level == "refuse"
    assert f"{limit} bytes" in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("limit", [10000, 25600, 999999])
def test_warns_of_what_stops_attachments(limit: int) -> None:
    assert only(RULE, change({KEY: limit})).level == "warn"


@pytest.mark.parametrize("limit", [0, 1000000, 25600000])
def test_is_quiet_about_usual_limits(limit: int) -> None:
    assert quiet(RULE, change({KEY: limit}))


def test_is_quiet_when_the_limit_stays() -> None:
    assert quiet(RULE, change({KEY: 25, "postfix::monitoring": False}, applied({KEY: 25})))
