"""What is known of next hops is read whole, and a fault is told without its value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sendoff.rehearsal.habit import BadHabits, Habit, read

HOP = "[smtp.example.net]:587"


def test_everything_that_can_be_said() -> None:
    document = {
        HOP: {"senders": ["@example.net"], "login": "user:pass:word", "certificate": "expired", "tls": "implicit",
              "size": 5, "smtputf8": False, "replies": {"RCPT": "450 4.2.0 later"}},
        "example.org": {},
    }  # fmt: skip
    login, replies = ("user", "pass:word"), {"RCPT": "450 4.2.0 later"}
    assert read(json.dumps(document).encode()) == {
        HOP: Habit(("@example.net",), login, "expired", "implicit", 5, False, replies),
        "example.org": Habit(),
    }
    assert "pass" not in repr(read(json.dumps(document).encode()))


@pytest.mark.parametrize("document", [
    [], {HOP: 1}, {HOP: {"sender": []}}, {HOP: {"senders": "hush@example.net"}}, {HOP: {"senders": ["hush"]}},
    {HOP: {"login": "hush"}}, {HOP: {"login": ":hush"}}, {HOP: {"certificate": "hush"}}, {HOP: {"tls": "hush"}},
    {HOP: {"size": True}}, {HOP: {"size": 0}}, {HOP: {"smtputf8": "hush"}}, {HOP: {"replies": {"RCPT": "hush"}}},
    {HOP: {"replies": {"RCPT": "250 ok\r\nhush"}}}, {HOP: {"certificate": ["hush"]}},
])  # fmt: skip
def test_a_fault_is_told_without_its_value(document: Any) -> None:
    with pytest.raises(BadHabits) as fault:
        read(json.dumps(document).encode())
    assert "hush" not in str(fault.value)


def test_what_is_not_json_is_told() -> None:
    with pytest.raises(BadHabits, match="not JSON"):
        read(b"{")
