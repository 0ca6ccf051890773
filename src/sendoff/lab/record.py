"""What receivers saw, as JSON lines on the world's file system."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from .layout import HOME

MESSAGES, SESSIONS = HOME / "messages.jsonl", HOME / "sessions.jsonl"


def write(file: Path, value: dict[str, Any]) -> None:
    """Append one line, in one write: a reader never sees half of it followed by another."""
    with file.open("ab", buffering=0) as out:
        out.write(json.dumps(value).encode() + b"\n")


def encode(data: bytes) -> str:
    """Bytes for JSON."""
    return base64.b64encode(data).decode("ascii")


def read(file: Path, receiver: str) -> list[dict[str, Any]]:
    """The receiver's complete lines so far."""
    complete = file.read_bytes().rpartition(b"\n")[0]
    values: list[dict[str, Any]] = [json.loads(line) for line in complete.splitlines()]
    return [value for value in values if value["receiver"] == receiver]
