"""One question and one name server: UDP with EDNS, TCP after truncation; and what its reply means."""

from __future__ import annotations

import asyncio
import contextlib
from typing import NamedTuple

import dns.asyncquery
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype

from sendoff.reputation.dns import FOUND, NO_DATA, NO_SUCH_NAME, Answer

_EDNS_BYTES = 1232
_NO_EDNS = (dns.rcode.FORMERR, dns.rcode.NOTIMP, dns.rcode.BADVERS)
_NAMES = ("CNAME", "NS", "PTR")


class Failed(Exception):
    """The name server gave no answer; the message is the reason in a few words."""


class Silent(Failed):
    """It did not reply in time; asking again may help."""


class Server(NamedTuple):
    """Where to ask."""

    address: str
    port: int


async def ask(server: Server, name: dns.name.Name, kind: str, seconds: float) -> dns.message.QueryMessage:
    """Return the reply with rcode NOERROR or NXDOMAIN.

    Raises:
        Silent: nothing came within the time.
        Failed: SERVFAIL, REFUSED, truncated without TCP, and whatever else is no answer.
    """
    try:
        async with asyncio.timeout(seconds):
            reply = await _conversation(server, name, kind, seconds)
    except (TimeoutError, dns.exception.Timeout):
        raise Silent("timeout") from None
    except OSError as error:
        raise Silent(f"{error.strerror or type(error).__name__}") from None
    except (dns.exception.DNSException, EOFError, ValueError) as error:
        raise Failed(f"a reply that makes no sense ({type(error).__name__})") from None
    if reply.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Failed(dns.rcode.to_text(reply.rcode()))
    return reply


async def _conversation(server: Server, name: dns.name.Name, kind: str, seconds: float) -> dns.message.QueryMessage:
    reply = await _asked(server, _question(name, kind, edns=True), seconds)
    if reply.rcode() in _NO_EDNS:
        # Servers from before 1999 do not know EDNS and say so in one of these ways.
        reply = await _asked(server, _question(name, kind, edns=False), seconds)
    return reply


def _question(name: dns.name.Name, kind: str, *, edns: bool) -> dns.message.QueryMessage:
    question = dns.message.make_query(name, kind, use_edns=0 if edns else -1, payload=_EDNS_BYTES)
    # AD in a question asks for AD in the reply (RFC 6840, 5.7).
    question.flags |= dns.flags.AD
    return question


async def _asked(server: Server, question: dns.message.QueryMessage, seconds: float) -> dns.message.QueryMessage:
    reply = await dns.asyncquery.udp(
        question, server.address, timeout=seconds, port=server.port, ignore_unexpected=True, ignore_errors=True
    )
    if reply.flags & dns.flags.TC:
        try:
            reply = await dns.asyncquery.tcp(question, server.address, timeout=seconds, port=server.port)
        except (OSError, EOFError, dns.exception.DNSException):
            raise Failed("truncated and no TCP") from None
    if not isinstance(reply, dns.message.QueryMessage):
        raise Failed("a reply that makes no sense")
    return reply


def meaning(shown: str, kind: str, reply: dns.message.QueryMessage) -> tuple[Answer, str | None]:
    """Return what a reply says, and the name at which to go on where it ends with an alias that leads elsewhere.

    Raises:
        Failed: the aliases go in circles, or the reply contradicts itself.
    """
    try:
        chain = reply.resolve_chaining()
    except dns.exception.DNSException as error:
        raise Failed(f"a reply that makes no sense ({type(error).__name__})") from None
    authentic = bool(reply.flags & dns.flags.AD)
    ttl = max(chain.minimum_ttl, 0)
    if chain.answer is not None:
        values, raw = _values(kind, list(chain.answer))
        return Answer(shown, kind, FOUND, values, ttl, authentic, raw=raw), None
    outcome = NO_SUCH_NAME if reply.rcode() == dns.rcode.NXDOMAIN else NO_DATA
    leads = chain.canonical_name != reply.question[0].name and not reply.authority and outcome == NO_DATA
    ttl = ttl if reply.authority else 0
    following = text_of(chain.canonical_name) if leads else None
    return Answer(shown, kind, outcome, (), ttl, authentic), following


def _values(kind: str, records: list[dns.rdata.Rdata]) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    if kind == "TXT":
        raw = tuple(b"".join(record.strings) for record in records)  # type: ignore[attr-defined]
        return tuple(text.decode("utf-8", "backslashreplace") for text in raw), raw
    return tuple(_value(kind, record) for record in records), ()


def _value(kind: str, record: dns.rdata.Rdata) -> str:
    with contextlib.suppress(AttributeError):
        if kind == "MX":
            return f"{record.preference} {text_of(record.exchange)}"  # type: ignore[attr-defined]
        if kind in _NAMES:
            return text_of(record.target)  # type: ignore[attr-defined]
    return record.to_text()


def text_of(name: dns.name.Name) -> str:
    """Return a name in presentation form, small letters, without the last dot; the root is a dot."""
    return name.to_text(omit_final_dot=True).lower() or "."
