"""/metrics and /healthz over HTTP, from a thread of the watch.

Whoever reaches the port may send anything. A connection is one request with a head of at most `_HEAD_BYTES`, read and
answered before a deadline, and only a few are served at once: others wait in the kernel's queue.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
import time
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING

from sendoff.host.errors import HostError
from sendoff.host.metrics_facts import Facts
from sendoff.monitor.metrics_health import health

if TYPE_CHECKING:
    from sendoff.host.metrics_format import Metrics

_HEAD_BYTES = 8192
_SECONDS = 3.0
"""For a request's head, and again for taking the answer."""
_AT_ONCE = 8
_POLL = 0.5

Page = tuple[HTTPStatus, str, bytes]


class Server:
    """A running server; `address` and `port` are where it really listens."""

    def __init__(self, http: _Http) -> None:
        self._http = http
        place: tuple[str, int] = http.socket.getsockname()[:2]
        self.address, self.port = place
        self._thread = threading.Thread(target=http.serve_forever, args=(_POLL,), name="metrics", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; a request under way is not waited for."""
        self._http.closing = True
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def serve(listen: str, database: str) -> Server:
    """Serve the metrics of a ledger, which may not exist yet, at `address:port` or `[address]:port`.

    Raises:
        HostError: the address is none, or cannot be listened on.
    """
    address, colon, port = listen.rpartition(":")
    if not address or not colon or not port.isdecimal():
        raise HostError(f"{listen!r} is no address to serve metrics on", "Write address:port, such as 127.0.0.1:9725.")
    family = socket.AF_INET6 if address.startswith("[") else socket.AF_INET
    try:
        return Server(_Http(family, (address.strip("[]"), int(port)), Facts(database)))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise HostError(
            f"cannot serve metrics on {listen}: {why}", "Choose another sendoff::metrics_listen, or end what is there."
        ) from None


class _Http(ThreadingMixIn, TCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 32

    def __init__(self, family: socket.AddressFamily, address: tuple[str, int], facts: Facts) -> None:
        self.address_family = family
        self.facts = facts
        self.closing = False
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(address, _Handler)

    @cached_property
    def metrics(self) -> Metrics:
        """The library is loaded by the first scrape: a watch that nobody scrapes does without."""
        from sendoff.host.metrics_format import Metrics

        return Metrics(self.facts.now)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Serve in a thread of its own, once one of the few places is free."""
        while not self._slots.acquire(timeout=_POLL):
            if self.closing:
                self.shutdown_request(request)
                return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._slots.release()
            raise

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Give the place back in any case."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._slots.release()


class _Handler(BaseHTTPRequestHandler):
    """The standard library's parser of requests, over a head that was read whole before a deadline."""

    server: _Http
    request: socket.socket

    def setup(self) -> None:
        self.connection = self.request
        self.rfile = io.BufferedReader(io.BytesIO(_head(self.request)))
        self.wfile = self._written = io.BytesIO()

    def finish(self) -> None:
        self.request.settimeout(_SECONDS)
        with contextlib.suppress(OSError):
            self.request.sendall(self._written.getvalue())

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], Page]] = {"/metrics": self._metrics, "/healthz": self._health}
        page = pages.get(self.path.partition("?")[0])
        if page is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self._answer(*page())

    do_HEAD = do_GET  # noqa: N815 - http.server calls it so

    def _metrics(self) -> Page:
        metrics = self.server.metrics
        from sendoff.host.metrics_format import CONTENT_TYPE

        return HTTPStatus.OK, CONTENT_TYPE, metrics.text()

    def _health(self) -> Page:
        well, said = health(self.server.facts.now())
        code = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
        return code, "application/json", json.dumps(said, ensure_ascii=False).encode() + b"\n"

    def _answer(self, code: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer in plain words, and quote nothing of the request."""
        refused = code == HTTPStatus.NOT_IMPLEMENTED  # http.server's word for a method without do_
        status = HTTPStatus.METHOD_NOT_ALLOWED if refused else HTTPStatus(code)
        self._answer(status, "text/plain; charset=utf-8", f"{status.value} {status.phrase}\n".encode())

    def version_string(self) -> str:
        """Name no version."""
        return "sendoff"

    def log_message(self, *_: object) -> None:
        """Log nothing: a scrape every few seconds is no news."""


def _head(connection: socket.socket) -> bytes:
    """Return what a client sent up to the empty line, or as much as came in time and fits."""
    deadline, head = time.monotonic() + _SECONDS, b""
    while b"\r\n\r\n" not in head and b"\n\n" not in head and len(head) < _HEAD_BYTES:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            part = connection.recv(_HEAD_BYTES - len(head))
        except OSError:
            return b""
        if not part:
            return b""
        head += part
    return head
