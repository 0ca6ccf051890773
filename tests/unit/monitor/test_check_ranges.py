from __future__ import annotations

import pytest

from sendoff.monitor.check_ranges import parsed


@pytest.mark.parametrize(("text", "fine", "alarming"), [
    ("10", [0, 5, 10], [-1, 10.1]),
    ("10:", [10, 1e9], [9.9, -1]),
    ("~:10", [-1e9, 10], [10.1]),
    (":10", [0, 10], [-1, 11]),
    ("10:20", [10, 15, 20], [9, 21]),
    ("@10:20", [9, 21], [10, 15, 20]),
    ("@10", [11, -1], [0, 10]),
    ("~:", [-1e9, 0, 1e9], []),
    ("-5:5.5", [-5, 5.5], [-5.1, 5.6]),
])  # fmt: skip
def test_a_range_alarms_as_the_guidelines_say(text: str, fine: list[float], alarming: list[float]) -> None:
    found = parsed(text)
    assert found is not None
    assert [value for value in [*fine, *alarming] if found.alarms(value)] == alarming


@pytest.mark.parametrize("text", ["10", "10:", "~:10", "10:20", "@10:20", "@10", "~:", "-5:5.5", "0.125"])
def test_a_range_is_written_as_it_was_given(text: str) -> None:
    assert str(parsed(text)) == text


def test_an_empty_text_is_no_threshold() -> None:
    assert parsed("") is None


@pytest.mark.parametrize("text", ["20:10", "x", "10:20:30", "@", "~", "1e3", "10 ", "10s", "::", "nan", "\u0661"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no range"):
        parsed(text)
