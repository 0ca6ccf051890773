"""A place that is told: a web server that keeps what it gets, and answers as it is asked to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MARKER = "hunter2-Geheim"
"""Stands in every URL, and nowhere else."""


class Place:
    """What was told so far. `manner`: takes, refuses, hangs, or dies in the middle of its answer."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.asked = 0
        self.manner = "takes"
        self.ended = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"json://user:{MARKER}@127.0.0.1:{self.server.server_port}/{MARKER}?+X-Token={MARKER}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        place = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                place.asked += 1
                if place.manner == "takes":
                    place.told.append(body)
                elif place.manner == "hangs":
                    place.ended.wait(30)
                elif place.manner == "dies":
                    self.wfile.write(b"HTTP/1.1 2")
                    self.connection.close()
                    return
                self.send_response(200 if place.manner == "takes" else 500)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def place() -> Iterator[Place]:
    made = Place()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        made.server.shutdown()
        thread.join()
        made.server.server_close()


def until(happens: Any, what: str = "", seconds: float = 15.0) -> Any:
    end = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < end, f"not within {seconds} s: {what or happens}"
        time.sleep(0.02)
    return found
