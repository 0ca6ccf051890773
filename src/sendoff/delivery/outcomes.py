"""What providers said of mail: telling refusals, and mail that they accepted, as incidents are made of.

They are plain tuples, since there is one for each mail that is sent:

    accepted  (when, relay, message)
    refused   (when, relay, message, blocks, class, code, recipient, reply)

`relay` is as the log has it; of a refusal it is the host whose words they are. `recipient` and `reply` are as the
ledger's privacy keeps them. The message may yet learn who sent it: its lines come in any order within a second.
"""

from __future__ import annotations

from typing import Any

from sendoff.delivery.event import Event
from sendoff.delivery.message import Address, Message

Outcome = tuple[Any, ...]
ACCEPTED = 3
"""The length of an outcome that is no refusal."""


class Outcomes:
    """Those that nobody has taken yet."""

    def __init__(self) -> None:
        self.found: list[Outcome] = []

    def accepted(self, event: Event, message: Message) -> None:
        """Note a mail that a server took; what stays on this server is no outcome."""
        relay = event[8]
        if "[" in relay and "[127." not in relay and "[::1]" not in relay:
            self.found.append((event[1], relay, message))

    def refused(self, event: Event, message: Message, recipient: Address, reply: str) -> None:
        """Note a refusal that tells of a block."""
        self.found.append((event[1], event[19], message, event[18], event[16], event[17], recipient, reply))

    def taken(self) -> list[Outcome]:
        """Return them, and forget them."""
        found, self.found = self.found, []
        return found
