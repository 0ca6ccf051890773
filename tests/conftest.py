"""Hypothesis: few examples, the same ones in every run of CI."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

MANY_FILES = 400

settings.register_profile("default", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True, database=None)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))


@pytest.fixture(autouse=True)
def few_open_files() -> Iterator[None]:
    """Collect what tests left open before select(2) runs out of numbers (1024)."""
    yield
    if len(os.listdir("/proc/self/fd")) > MANY_FILES:
        gc.collect()
