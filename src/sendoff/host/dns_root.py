"""Whether this machine's resolver knows the DNS root, so that its "does not exist" can be believed."""

from __future__ import annotations

import os
import socket

from sendoff.host import Host

_HEADER_BYTES = 12
_SERVERS = 3


def knows_root(host: Host, seconds: float = 2.0) -> bool:
    """Ask the name servers of /etc/resolv.conf for the root's name servers (`. NS`)."""
    lines = (host.files.read("/etc/resolv.conf") or b"").decode(errors="replace").splitlines()
    servers = [words[1] for words in map(str.split, lines) if words[:1] == ["nameserver"] and len(words) > 1]
    return any(_answers(server, seconds) for server in servers[:_SERVERS] or ["127.0.0.1"])


def _answers(server: str, seconds: float) -> bool:
    identity = os.urandom(2)
    # One question (class IN, type NS) for the empty name, recursion desired.
    query = identity + bytes.fromhex("0100 0001 0000 0000 0000 00 0002 0001")
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.settimeout(seconds)
            asked.connect((server, 53))
            asked.send(query)
            reply = asked.recv(4096)
    except OSError:
        return False
    if len(reply) < _HEADER_BYTES or reply[:2] != identity:
        return False
    rcode, truncated, answers = reply[3] & 0x0F, reply[2] & 0x02, int.from_bytes(reply[6:8])
    return rcode == 0 and (answers > 0 or bool(truncated))
