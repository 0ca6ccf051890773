from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sendoff.host.smtp import Dialogue, NoAnswer

Serve = Callable[[bytes], int]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that says one thing on connection and then stays silent; returns its port."""
    sockets: list[socket.socket] = []

    def start(said: bytes) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        sockets.append(server)

        def run() -> None:
            client, _ = server.accept()
            sockets.append(client)
            client.sendall(said)

        threading.Thread(target=run, daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    for opened in sockets:
        opened.close()


def greet(port: int, seconds: float = 0.3) -> tuple[int, str]:
    talk = Dialogue("127.0.0.1", port, seconds=seconds)
    with talk:
        reply = talk.greeting()
        return reply.code, reply.text


def test_a_greeting_of_several_lines(serve: Serve) -> None:
    assert greet(serve(b"220-one\r\n220 two\r\n")) == (220, "220 one two")


@pytest.mark.parametrize(("said", "words"), [
    (b"", "no answer to the greeting in time"),
    (b"220-never ends\r\n", "no answer to the greeting in time"),
    (b"SSH-2.0-OpenSSH\r\n", "not SMTP"),
    (b"x" * 100000, "without end"),
    (b"220-x\r\n" * 100000, "without end"),
])  # fmt: skip
def test_whatever_a_server_does_ends_in_time(serve: Serve, said: bytes, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(NoAnswer, match=words):
        greet(serve(said), 3)
    assert time.monotonic() - start < 5


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NoAnswer, match="Connection refused"):
        Dialogue("127.0.0.1", port)


def test_a_command_is_one_line(serve: Serve) -> None:
    with (
        Dialogue("127.0.0.1", serve(b"220 hello\r\n"), seconds=0.3) as talk,
        pytest.raises(ValueError, match="one line"),
    ):
        talk.ask("NOOP\r\nDATA")
