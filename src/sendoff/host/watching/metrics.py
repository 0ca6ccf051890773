"""The server of /metrics and /healthz beside the loop, where the live configuration wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sendoff.host.errors import HostError
from sendoff.host.watching.troubles import Troubles


class Server(Protocol):
    """A server that runs in threads of its own; see host/metrics_server."""

    def close(self) -> None:
        """End it."""


class Metrics:
    """The server, or none. `fixed` is what the command line says; it wins over the configuration."""

    def __init__(self, start: Callable[[str], Server], troubles: Troubles, fixed: str | None = None) -> None:
        """`start` serves at `address:port`; raises HostError."""
        self._start = start
        self._troubles = troubles
        self._fixed = fixed
        self._server: Server | None = None
        self._at = ""

    def where(self, listen: str) -> str:
        """Return where it listens, or will; '' for nowhere."""
        return listen if self._fixed is None else self._fixed

    def serve(self, listen: str) -> None:
        """Serve there from now on; a port that is taken is a trouble, not the end of the watch."""
        listen = self.where(listen)
        if listen == self._at and (self._server or not listen):
            return
        self.close()
        self._at = listen
        if not listen:
            self._troubles.over("metrics")
            return
        try:
            self._server = self._start(listen)
            self._troubles.over("metrics")
        except HostError as error:
            self._troubles.tell("metrics", error)

    def close(self) -> None:
        """End the server."""
        if self._server:
            self._server.close()
            self._server = None
