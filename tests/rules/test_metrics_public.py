from __future__ import annotations

import pytest

from .build import applied, bare, change, only, points_at, quiet

KEY = "sendoff::metrics_listen"
RULE = "metrics-public"


@pytest.mark.parametrize("place", ["192.0.2.5:9725", "10.0.0.5:9725", "[2001:db8::5]:9725"])
def test_warns_of_an_address_that_others_reach(place: str) -> None:
    found = only(RULE, change({KEY: place}))
    assert found.level == "warn"
    assert place.rpartition(":")[0].strip("[]") in found.text
    assert points_at(found, KEY)


@pytest.mark.parametrize("place", ["0.0.0.0:9725", "[::]:9725"])
def test_warns_of_every_address(place: str) -> None:
    assert "every address" in only(RULE, change({KEY: place}, bare())).text


@pytest.mark.parametrize("place", ["127.0.0.1:9725", "127.0.0.2:80", "[::1]:9725", "off", False])
def test_is_quiet_about_loopback_and_off(place: object) -> None:
    assert quiet(RULE, change({KEY: place}))


def test_is_quiet_where_it_listened_there_before() -> None:
    assert quiet(RULE, change({KEY: "192.0.2.5:9725"}, applied({KEY: "192.0.2.5:9725"})))
    assert quiet(RULE, change({}))
