"""A question to the signer: would you sign this? Asked as Postfix asks, by the milter protocol (version 6).

Nothing is sent anywhere: the message exists only in this conversation.
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator

_VERSION = 6
_ACTIONS = 0x1FF
_CONTINUE, _ACCEPT, _TEMPFAIL = b"c", b"a", b"t"
_ADD, _INSERT, _PROGRESS = b"h", b"i", b"p"
_LONGEST = 1 << 20
_WORDS = {b"t": "it answers with a temporary failure", b"r": "it refuses the message", b"d": "it discards the message"}


def signatures(path: str, domain: str, seconds: float) -> tuple[tuple[str, str], ...]:
    """Return domain and selector of each signature that a message from `domain` gets.

    Raises:
        OSError: the signer cannot be reached, or does not answer within `seconds` for one step.
        ValueError: it answers something else than signatures; the text says what.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        connection.connect(path)
        _send(connection, b"O", struct.pack(">III", _VERSION, _ACTIONS, 0))
        if _receive(connection)[0] != b"O":
            raise ValueError("it does not speak the milter protocol")
        for command, data in _dialogue(domain):
            _send(connection, command, data)
            said, _ = _receive(connection)
            if said == _ACCEPT:
                return ()
            if said != _CONTINUE:
                raise ValueError(_WORDS.get(said, f"it answers {said!r}"))
        _send(connection, b"E")
        return tuple(_signed(connection))


def _dialogue(domain: str) -> Iterator[tuple[bytes, bytes]]:
    address = f"<postmaster@{domain}>".encode()
    yield b"C", b"localhost\0" + b"4" + struct.pack(">H", 25) + b"127.0.0.1\0"
    yield b"H", b"localhost\0"
    yield b"M", address + b"\0"
    yield b"R", address + b"\0"
    yield b"T", b""
    for name, value in (("From", address), ("Subject", b"would you sign this?")):
        yield b"L", name.encode() + b"\0" + value + b"\0"
    yield b"N", b""
    yield b"B", b"Not to be delivered.\r\n"


def _signed(connection: socket.socket) -> Iterator[tuple[str, str]]:
    while True:
        said, data = _receive(connection)
        if said in (_ADD, _INSERT):
            name, value = (data[4:] if said == _INSERT else data).split(b"\0")[:2]
            if name.lower() == b"dkim-signature":
                yield _tag(value, b"d"), _tag(value, b"s")
        elif said in (_ACCEPT, _CONTINUE):
            return
        elif said != _PROGRESS:
            raise ValueError(_WORDS.get(said, f"it answers {said!r}"))


def _tag(value: bytes, name: bytes) -> str:
    found = re.search(rb"(?:^|;)\s*" + name + rb"\s*=\s*([^;\s]*)", value)
    return found[1].decode(errors="replace") if found else ""


def _send(connection: socket.socket, command: bytes, data: bytes = b"") -> None:
    connection.sendall(struct.pack(">I", len(data) + 1) + command + data)


def _receive(connection: socket.socket) -> tuple[bytes, bytes]:
    (length,) = struct.unpack(">I", _exactly(connection, 4))
    if not 0 < length <= _LONGEST:
        raise ValueError("it does not speak the milter protocol")
    data = _exactly(connection, length)
    return data[:1], data[1:]


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionResetError(0, "it closed the connection")
        data += part
    return data
