from __future__ import annotations

import pytest

from sendoff.reputation.spf.verdict import Check, exit_code


@pytest.mark.parametrize(
    ("results", "code"),
    [
        (("pass", "pass"), 0),
        (("pass", "softfail"), 2),
        (("pass", "none"), 2),
        (("pass", "unknown"), 3),
        (("unknown", "fail"), 2),
        ((), 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(results: tuple[str, ...], code: int) -> None:
    assert exit_code([Check("example.net", "mailfrom", "192.0.2.1", result) for result in results]) == code


def test_unknown_is_temperror_in_the_words_of_the_rfc() -> None:
    assert Check("example.net", "mailfrom", "192.0.2.1", "unknown").rfc_result == "temperror"
