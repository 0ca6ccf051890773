"""The question to the signer, asked of programs that are none: every end is a clear error, and soon."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import Settings, build
from sendoff.host.dkim.asking import signed
from sendoff.host.dkim.milter import signatures

NEGOTIATED = b"O" + struct.pack(">III", 6, 0x1FF, 0)
INSERTED = b"i\0\0\0\1DKIM-Signature\0v=1; a=rsa-sha256;\r\n\ts=k1; d = example.org; b=x\0"
CONTINUE = b"c"
STEPS = 9
"""Connection, HELO, MAIL, RCPT, DATA, two headers, their end, the body."""


def packet(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


@contextmanager
def serving(folder: Path, *answers: bytes, raw: bool = False) -> Iterator[str]:
    """Answer each packet with the next answer, then close the connection."""
    path = str(folder / "socket")
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            for answer in answers:
                connection.recv(4096)
                connection.sendall(answer if raw else packet(answer))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield path
    finally:
        server.close()
        thread.join(5)


def test_signatures_are_read_from_what_would_be_added(tmp_path: Path) -> None:
    end = packet(INSERTED) + packet(b"p") + packet(b"h" + INSERTED[5:].replace(b"k1", b"k2")) + packet(CONTINUE)
    answers = [packet(NEGOTIATED), *[packet(CONTINUE)] * STEPS, end]
    with serving(tmp_path, *answers, raw=True) as path:
        assert signatures(path, "example.org", 5) == (("example.org", "k1"), ("example.org", "k2"))


def test_a_signer_that_wants_nothing_of_a_message_does_not_sign_it(tmp_path: Path) -> None:
    with serving(tmp_path, NEGOTIATED, CONTINUE, CONTINUE, b"a") as path:
        assert signatures(path, "example.org", 5) == ()


@pytest.mark.parametrize(
    ("answers", "raw", "error", "words"),
    [
        ((), False, OSError, "closed|reset|Broken"),
        ((NEGOTIATED, CONTINUE), False, OSError, "closed|reset|Broken"),
        ((b"220 mx.example.net ESMTP\r\n",), True, ValueError, "milter protocol"),
        ((b"\0\0\0\0",), True, ValueError, "milter protocol"),
        ((b"x",), False, ValueError, "milter protocol"),
        ((NEGOTIATED, b"t"), False, ValueError, "temporary failure"),
        ((NEGOTIATED, *[CONTINUE] * STEPS, b"r"), False, ValueError, "refuses"),
        ((NEGOTIATED, b"\x1b[31m"), False, ValueError, "x1b"),
    ],
)
def test_whatever_answers_instead_is_told(
    tmp_path: Path, answers: tuple[bytes, ...], raw: bool, error: type[Exception], words: str
) -> None:
    with serving(tmp_path, *answers, raw=raw) as path, pytest.raises(error, match=words):
        signatures(path, "example.org", 5)


def test_silence_ends_after_the_time(tmp_path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "socket"))
    server.listen()
    with server, pytest.raises(TimeoutError):
        signatures(str(tmp_path / "socket"), "example.org", 0.05)


def settings() -> Settings:
    return build([parse("f", b'{"sendoff::dkim": {"example.org": "k1", "example.net": "k2"}}')])


def test_a_signer_that_is_not_there_is_asked_once_for_all_domains(tmp_path: Path) -> None:
    [found] = signed(f"Socket local:{tmp_path}/none\n", settings())
    assert (found.domain, found.selectors) == ("example.org", ())
    assert "does not answer" in found.error
