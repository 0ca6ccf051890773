"""A small real name server for tests and benchmarks: UDP and TCP, from a table, with faults to order.

It answers as a recursive resolver does: aliases are followed as far as the table goes.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Records = Sequence[tuple[str, str]]
"""Pairs of a type and the record's text as in a zone file; the type `SERVFAIL`, `REFUSED`, `DROP` is that fault."""

_UDP_BYTES = 512
_FAULTS = {"SERVFAIL": dns.rcode.SERVFAIL, "REFUSED": dns.rcode.REFUSED}


@dataclass
class NameServer:
    """Serves `zone` at 127.0.0.1:`port` while it is entered. Names of the table may hold any bytes but dots.

    delay: seconds before each answer. truncate: every UDP answer is cut. tcp: whether TCP is offered.
    everything: the A record that a lying resolver gives for names that do not exist. edns: false for FORMERR.
    forged: a wrong reply (other id, other name) is sent just before the right one.
    """

    zone: Mapping[str, Records]
    delay: float = 0.0
    truncate: bool = False
    tcp: bool = True
    everything: str | None = None
    edns: bool = True
    forged: bool = False
    questions: Counter[tuple[str, str]] = field(default_factory=Counter)
    port: int = 0

    def __enter__(self) -> Self:
        self._table = {key.lower().rstrip("."): records for key, records in self.zone.items()}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        transport, streams = await self._bound()
        self.port = transport.get_extra_info("sockname")[1]
        self._ready.set()
        await self._stop.wait()
        transport.close()
        if streams:
            streams.close()

    async def _bound(self) -> tuple[asyncio.DatagramTransport, asyncio.Server | None]:
        """Return both ends on one port; a free port of the one kind may be taken of the other, so it tries again."""
        for last in (*[False] * 20, True):
            transport, _ = await self._loop.create_datagram_endpoint(
                lambda: _Datagrams(self), local_addr=("127.0.0.1", self.port)
            )
            port = transport.get_extra_info("sockname")[1]
            try:
                return transport, await asyncio.start_server(self._stream, "127.0.0.1", port) if self.tcp else None
            except OSError:
                transport.close()
                if last:
                    raise
        raise AssertionError

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            wire = await reader.readexactly(int.from_bytes(await reader.readexactly(2)))
            reply = self.reply(wire, datagram=False)
            if reply is not None:
                writer.write(len(reply).to_bytes(2) + reply)
                await writer.drain()
        writer.close()

    def reply(self, wire: bytes, *, datagram: bool) -> bytes | None:
        """Return the reply to a question, or None for silence."""
        question = dns.message.from_wire(wire)
        name, kind = question.question[0].name, question.question[0].rdtype
        self.questions[name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(kind)] += 1
        reply = dns.message.make_response(question, recursion_available=True)
        if question.edns >= 0 and not self.edns:
            reply.use_edns(-1)
            reply.set_rcode(dns.rcode.FORMERR)
            return reply.to_wire()
        if not self._fill(reply, name, kind):
            return None
        whole = reply.to_wire(max_size=65535)
        limit = question.payload if question.edns >= 0 else _UDP_BYTES
        if datagram and (self.truncate or len(whole) > limit):
            cut = dns.message.make_response(question, recursion_available=True)
            cut.flags |= dns.flags.TC
            return cut.to_wire()
        return whole

    def _fill(self, reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> bool:
        for _ in range(20):
            records = self._table.get(".".join(label.decode("latin-1") for label in name.labels[:-1]).lower())
            if records is None:
                return self._absent(reply, name, kind)
            fault = next((word for word, _ in records if word in {*_FAULTS, "DROP"}), None)
            matching = [text for word, text in records if word == dns.rdatatype.to_text(kind)]
            if fault and not matching:
                reply.set_rcode(_FAULTS.get(fault, dns.rcode.NOERROR))
                return fault != "DROP"
            aliases = [text for word, text in records if word == "CNAME"]
            if matching or not aliases:
                if matching:
                    reply.answer.append(dns.rrset.from_text_list(name, 300, "IN", kind, matching))
                return True
            reply.answer.append(dns.rrset.from_text_list(name, 300, "IN", "CNAME", aliases[:1]))
            name = dns.name.from_text(aliases[0])
        return True

    def _absent(self, reply: dns.message.Message, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> bool:
        if self.everything is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif kind == dns.rdatatype.A:
            reply.answer.append(dns.rrset.from_text(name, 300, "IN", "A", self.everything))
        return True


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            reply = self._server.reply(data, datagram=True)
        except dns.exception.DNSException:
            return
        if reply is None:
            return
        if self._server.forged:
            self._transport.sendto(bytes([reply[0] ^ 1]) + reply[1:], addr)
            other = dns.message.make_response(dns.message.make_query("other.example", "A"))
            other.id = int.from_bytes(reply[:2])
            self._transport.sendto(other.to_wire(), addr)
        asyncio.get_running_loop().call_later(self._server.delay, self._transport.sendto, reply, addr)


def txt(text: str | bytes) -> tuple[str, str]:
    """Return a TXT record of a text of any length, split into strings of 255 bytes."""
    data = text.encode() if isinstance(text, str) else text
    parts = [data[start : start + 255] for start in range(0, len(data), 255)] or [b""]
    quoted = ("".join(f"\\{byte:03d}" for byte in part) for part in parts)
    return "TXT", " ".join(f'"{part}"' for part in quoted)
