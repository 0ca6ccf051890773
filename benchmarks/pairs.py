"""Side by side: two ways in turn, A B A B …, so that a machine whose speed drifts is fair to both."""

from __future__ import annotations

import statistics
from collections.abc import Callable

PAIRS = 9
"""How many pairs are counted; one more of each runs first and does not count."""


def compare(first: Callable[[], float], second: Callable[[], float], pairs: int = PAIRS) -> list[tuple[float, float]]:
    """Return the seconds (or rates) of both, pair by pair."""
    first(), second()
    return [(first(), second()) for _ in range(pairs)]


def report(names: tuple[str, str], unit: str, measured: list[tuple[float, float]], wanted: float) -> bool:
    """Print medians and the ratio second/first pair by pair; true when its median reaches what is wanted."""
    for name, column in zip(names, zip(*measured, strict=True), strict=True):
        print(f"  {name:<42} median {statistics.median(column):9.3f} {unit}  ({min(column):.3f} to {max(column):.3f})")
    ratios = [second / first for first, second in measured]
    median = statistics.median(ratios)
    print(
        f"  {'ratio, pair by pair':<42} median {median:9.2f}  ({min(ratios):.2f} to {max(ratios):.2f}), wanted {wanted}"
    )
    return median >= wanted


def at_most(name: str, values: list[float], unit: str, wanted: float) -> bool:
    """Print the median of values where little is good; true when it is at most what is wanted."""
    median = statistics.median(values)
    several = f"  ({min(values):.3f} to {max(values):.3f})" if len(values) > 1 else ""
    print(f"  {name:<42} {'median' if several else '':6} {median:9.3f} {unit}{several}, wanted at most {wanted:g}")
    return median <= wanted
