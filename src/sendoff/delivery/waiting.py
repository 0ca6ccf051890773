"""A message that waits in the queue, as `postqueue -j` tells it."""

from __future__ import annotations

from typing import Any, NamedTuple

_NULL_SENDER = "MAILER-DAEMON"


class Recipient(NamedTuple):
    """Somebody who waits for mail. `reason` is why, empty while it was not tried (or was tried just now)."""

    address: str
    reason: str


class Waiting(NamedTuple):
    """A message in the queue: arrival in seconds since 1970, size in bytes; the null sender is empty."""

    queue_name: str
    queue_id: str
    arrival: int
    size: int
    sender: str
    recipients: tuple[Recipient, ...]
    forced_expire: bool


def parsed(lines: str) -> list[Waiting | None]:
    """Return the messages of some lines, None where a line is none."""
    return [_waiting(found) for found in _objects(lines)]


def _objects(lines: str) -> list[Any]:
    """Return the JSON of each line, None where a line is none."""
    import json  # start-up

    try:
        found: list[Any] = json.loads(f"[{lines.rstrip().replace(chr(10), ',')}]")
    except ValueError:
        return [_object(line) for line in lines.splitlines()]
    return found


def _object(line: str) -> Any:
    import json

    try:
        return json.loads(line, strict=False)
    except ValueError:
        return None


def _waiting(found: Any) -> Waiting | None:
    try:
        sender = found["sender"]
        return Waiting(
            found["queue_name"],
            found["queue_id"],
            found["arrival_time"],
            found["message_size"],
            "" if sender == _NULL_SENDER else sender,
            tuple(
                [
                    Recipient(one["address"], one.get("delay_reason") or one.get("bounce_reason", ""))
                    for one in found["recipients"]
                ]
            ),
            found.get("forced_expire", False),
        )
    except (KeyError, TypeError, AttributeError):
        return None
