"""Worlds for tests. Each needs root and takes about half a second; see sendoff.lab."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sendoff.lab import LabUnavailable, World


@pytest.fixture
def make_world() -> Iterator[Callable[..., World]]:
    """Start worlds that end with the test. Without a laboratory a test fails, unless SENDOFF_LAB=optional."""
    with contextlib.ExitStack() as stack:

        def make(hostname: str = "web1.example.com", **options: Any) -> World:
            try:
                return stack.enter_context(World(hostname, **options))
            except LabUnavailable as missing:
                if os.environ.get("SENDOFF_LAB") == "optional":
                    pytest.skip(str(missing))
                raise

        yield make
