"""Unit tests touch nothing: no network, no program."""

from __future__ import annotations

import socket
import subprocess
from typing import NoReturn

import pytest


@pytest.fixture(autouse=True)
def nothing_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that opens a socket or starts a program."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        raise AssertionError("a unit test reached for the world outside")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
