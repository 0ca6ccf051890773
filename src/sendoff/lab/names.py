"""A small name server: it knows what it is told, and everything else does not exist (NXDOMAIN).

It answers as the lab's unbound does with the same records, and needs nothing that a mail server lacks: it stands
outside, in the receivers' process. Records are zone file lines; `name. SERVFAIL` is a name whose servers fail, below
`name. NXDOMAIN` nothing exists, and records of `*.` are those of every name that has none of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from .network import NAME_SERVER

_PLACE = (NAME_SERVER, 53)
_TTL = 60
_PLAIN_UDP = 512
_FOLLOWED = 8
_EVERY = dns.name.from_text("*.")
_SPECIAL = {"SERVFAIL": dns.rcode.SERVFAIL, "NXDOMAIN": dns.rcode.NXDOMAIN}
_IN = dns.rdataclass.IN


class Names:
    """The records, and the answer to a question. Raises ValueError for a line that is not a record."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._records: dict[tuple[dns.name.Name, dns.rdatatype.RdataType], dns.rrset.RRset] = {}
        self._existing: set[dns.name.Name] = set()
        self._special: dict[dns.name.Name, dns.rcode.Rcode] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: str) -> None:
        owner, *words = line.split(None, 1)
        kind, _, data = (words[0] if words else "").partition(" ")
        name = dns.name.from_text(owner)
        if kind in _SPECIAL:
            self._special[name] = _SPECIAL[kind]
            return
        try:
            type_ = dns.rdatatype.from_text(kind)
            record = dns.rdata.from_text(_IN, type_, data.strip())
        except dns.exception.DNSException as error:
            raise ValueError(f"not a record: {line}") from error
        self._records.setdefault((name, type_), dns.rrset.RRset(name, _IN, type_)).add(record, _TTL)
        if name != _EVERY:
            self._existing.update(_upwards(name))

    def answer(self, question: bytes, most: int | None = None) -> bytes:
        """Return the answer to a packet; `most`: over UDP, no longer than what was asked for. b"" for no question."""
        try:
            asked = dns.message.from_wire(question)
        except dns.exception.DNSException:
            return b""
        reply = dns.message.make_response(asked, recursion_available=True)
        self._fill(reply)
        if most is None:
            return reply.to_wire()
        try:
            return reply.to_wire(max_size=max(_PLAIN_UDP, asked.payload))
        except dns.exception.TooBig:
            reply.answer.clear()
            reply.flags |= dns.flags.TC
            return reply.to_wire()

    def _fill(self, reply: dns.message.Message) -> None:
        for question in reply.question:
            name, found = question.name, None
            for _ in range(_FOLLOWED):
                special = next((self._special[above] for above in _upwards(name) if above in self._special), None)
                if special is not None:
                    reply.set_rcode(special)
                    return
                alias = self._records.get((name, dns.rdatatype.CNAME))
                found = self._records.get((name, question.rdtype)) or alias or self._usual(name, question.rdtype)
                if found is not None:
                    reply.answer.append(found)
                if found is None or alias is None or question.rdtype == dns.rdatatype.CNAME:
                    break
                name = alias[0].target
            if name not in self._existing and found is None:
                reply.set_rcode(dns.rcode.NXDOMAIN)

    def _usual(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> dns.rrset.RRset | None:
        """Return what every name has that has no records."""
        records = self._records.get((_EVERY, kind))
        if records is None or name in self._existing:
            return None
        return dns.rrset.from_rdata_list(name, _TTL, list(records))


async def serve(names: Names) -> None:
    """Answer from now on, by UDP and TCP."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(lambda: _Datagrams(names), local_addr=_PLACE)
    await asyncio.start_server(lambda reader, writer: _talk(names, reader, writer), *_PLACE)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, names: Names) -> None:
        self._names = names

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._names.answer(data, _PLAIN_UDP)
        if answer:
            self._transport.sendto(answer, addr)


async def _talk(names: Names, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            length = int.from_bytes(await reader.readexactly(2))
            answer = names.answer(await reader.readexactly(length))
            writer.write(len(answer).to_bytes(2) + answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _upwards(name: dns.name.Name) -> Iterator[dns.name.Name]:
    while name != dns.name.root:
        yield name
        name = name.parent()
