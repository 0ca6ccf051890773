"""Who listens on a port: the kernel's own tables, in this network namespace."""

from __future__ import annotations

import os
import socket
import struct

from sendoff.host import Host

_LISTENS = "0A"
_TABLES = {"/proc/net/tcp": socket.AF_INET, "/proc/net/tcp6": socket.AF_INET6}


def listeners(host: Host, port: int) -> dict[str, int]:
    """Return the addresses where a program listens on a TCP port, each with its socket's inode.

    `0.0.0.0` and `::` stand for all addresses of their kind.
    """
    found = {}
    for table, family in _TABLES.items():
        for line in (host.files.read(table) or b"").decode().splitlines()[1:]:
            fields = line.split()
            address, _, number = fields[1].partition(":")
            if fields[3] == _LISTENS and int(number, 16) == port:
                found[_address(address, family)] = int(fields[9])
    return found


def _address(digits: str, family: int) -> str:
    # The kernel prints 32-bit words as they lie in memory.
    words = [int(digits[start : start + 8], 16) for start in range(0, len(digits), 8)]
    return socket.inet_ntop(family, struct.pack(f"={len(words)}I", *words))


def sockets_of(pid: int) -> frozenset[int]:
    """Return the inodes of the sockets that a process has open; empty when it may not be looked at."""
    folder = f"/proc/{pid}/fd"
    found = set()
    try:
        for name in os.listdir(folder):
            target = _target(f"{folder}/{name}")
            if target.startswith("socket:["):
                found.add(int(target[8:-1]))
    except OSError:
        return frozenset()
    return frozenset(found)


def _target(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""


def own_addresses(host: Host) -> tuple[str, ...]:
    """Return this machine's addresses, IPv4 first, without link-local ones."""
    return tuple(address for address in (*_own4(host), *_own6(host)) if not address.startswith(("fe80", "169.254.")))


def _own4(host: Host) -> list[str]:
    # fib_trie prints a leaf for each address, and under it what it is; each stands in two tables.
    found: dict[str, None] = {}
    last = ""
    for line in (host.files.read("/proc/net/fib_trie") or b"").decode().splitlines():
        words = line.split()
        if words[:1] == ["|--"]:
            last = words[1]
        elif words == ["/32", "host", "LOCAL"]:
            found[last] = None
    return list(found)


def _own6(host: Host) -> list[str]:
    lines = (host.files.read("/proc/net/if_inet6") or b"").decode().splitlines()
    return [socket.inet_ntop(socket.AF_INET6, bytes.fromhex(line.split()[0])) for line in lines]


def resolved(name: str) -> tuple[str, ...]:
    """Return the addresses of a name or an address."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
