"""Telling systemd how the service is: sd_notify(3), one datagram each. Without systemd nobody is told."""

from __future__ import annotations

import os
import socket
import time

_BEATS = 3
"""Beats in the time after which systemd would restart a silent service."""


class Notify:
    """The socket that systemd named in the environment."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000 / _BEATS
        self._next = 0.0

    def tell(self, *words: str) -> None:
        """Say `READY=1`, `STATUS=…`, `STOPPING=1`; systemd that does not listen stops nothing."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as talk:
                talk.sendto("\n".join(words).encode(), self._address)
        except OSError:
            return

    def beat(self) -> None:
        """Say that the loop goes round."""
        if self._every and time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self.tell("WATCHDOG=1")
