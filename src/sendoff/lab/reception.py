"""The process outside: every receiver of a world, served by aiosmtpd in one event loop.

Started by the keeper, in its own network namespace. Writes what it sees to two files of JSON lines; takes new
behaviour through a socket. Both are read and used from outside the world through /proc/PID/root.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import ssl
import time
from collections.abc import Iterator
from typing import Any

from . import kernel
from .layout import HOME
from .manner import Memory
from .model import Receiver
from .network import FAILING_NAME_SERVER
from .record import MESSAGES, SESSIONS
from .server import Server, new_server

CONTROL = HOME / "receivers.socket"


def serve(specs: list[dict[str, Any]], ready: int, records: list[str] | None = None) -> None:
    """Serve until killed. Writes one byte to the file descriptor `ready` when all sockets listen.

    `records` are the zones of the world's own name server; None: there is unbound instead.
    """
    asyncio.run(_serve(specs, ready, records))


async def _serve(specs: list[dict[str, Any]], ready: int, records: list[str] | None) -> None:
    MESSAGES.touch()
    SESSIONS.touch()
    post = _Post()
    for spec in specs:
        await post.open(Receiver.from_json(spec["receiver"]), spec["pem"])
    place = (FAILING_NAME_SERVER, 53)
    await asyncio.get_running_loop().create_datagram_endpoint(_FailingNameServer, local_addr=place)
    if records is not None:
        from . import names  # only here: its library takes as long to import as all the rest

        await names.serve(names.Names(records))
    await asyncio.start_unix_server(post.control, CONTROL)
    os.write(ready, b"+")
    await asyncio.Event().wait()


class _Post:
    """The receivers by name, their behaviour replaceable."""

    def __init__(self) -> None:
        self.receivers: dict[str, Receiver] = {}
        self.memories: dict[str, Memory] = {}

    async def open(self, receiver: Receiver, pem: str) -> None:
        loop = asyncio.get_running_loop()
        name = receiver.name
        self.receivers[name] = receiver
        context = _tls_context(name, pem) if receiver.tls != "none" else None
        implicit = context if receiver.tls == "implicit" else None

        def factory() -> Server:
            receiver = self.receivers[name]
            return new_server(receiver, context, self._memory(receiver))

        with _servers_network() if receiver.inside else contextlib.nullcontext():
            for address in filter(None, (receiver.address, receiver.address6)):
                await loop.create_server(factory, address, receiver.port, ssl=implicit, reuse_address=True)

    def _memory(self, receiver: Receiver) -> Memory | None:
        if receiver.manner is None:
            return None
        return self.memories.setdefault(repr(receiver.manner), Memory(receiver.manner, time.monotonic))

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One line `receiver as JSON` replaces the receiver of that name for new connections; answers a line."""
        try:
            receiver = Receiver.from_json(json.loads(await reader.readline()))
            self.receivers[receiver.name] = receiver
            writer.write(b"ok\n")
        except Exception as error:  # noqa: BLE001 - the answer goes to the one who asked
            writer.write(f"{error!r}\n".encode())
        await writer.drain()
        writer.close()


class _FailingNameServer(asyncio.DatagramProtocol):
    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """The question back, marked as an answer with the code 2: SERVFAIL."""
        self._transport.sendto(data[:2] + bytes([data[2] | 0x80, 2]) + data[4:], addr)


@contextlib.contextmanager
def _servers_network() -> Iterator[None]:
    """Within it, sockets are made in the network of the server under test: that of PID 1."""
    own, servers = (os.open(f"/proc/{pid}/ns/net", os.O_RDONLY) for pid in ("self", "1"))
    try:
        kernel.enter_network(servers)
        yield
    finally:
        kernel.enter_network(own)
        os.close(own)
        os.close(servers)


def _tls_context(name: str, pem: str) -> ssl.SSLContext:
    file = HOME / f"{name}.pem"
    file.touch(mode=0o600)
    file.write_text(pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context
