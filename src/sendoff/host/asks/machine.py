"""What this machine knows of itself: queue, addresses, port 25, space, files, tables, the time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime

from sendoff.change.facts import Ask, FileFacts, LocalFacts, PortFacts, QueueFacts, SpaceFacts, TableFacts
from sendoff.config.values.hosts import ip_address
from sendoff.host.asks import Asking, CannotAsk
from sendoff.host.listening import listeners, own_addresses, resolved, sockets_of

_MOST_MESSAGES = 100_000
_SMTP = 25


def now(_asking: Asking, _ask: Ask) -> datetime:
    """Answer Ask("now")."""
    return datetime.now(UTC)


def queue(_asking: Asking, ask: Ask) -> QueueFacts:
    """Answer Ask("queue", …): postqueue(1) lists one message per line; a long queue is not read to its end."""
    import subprocess

    from sendoff.host.commands import environment

    try:
        # Streamed, since a queue can be larger than what should be held in memory.
        with subprocess.Popen(
            ["postqueue", "-j"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(None),
        ) as listing:
            try:
                facts = counted(listing.stdout or (), int(ask.subject))
            finally:
                if listing.poll() is None and listing.stdout:
                    listing.stdout.close()
                    listing.kill()
    except FileNotFoundError:
        raise CannotAsk("postqueue is missing") from None
    if facts.complete and listing.returncode not in (0, -9):
        raise CannotAsk("postqueue cannot list the queue")
    return facts


def counted(lines: Iterable[bytes], limit: int, most: int = _MOST_MESSAGES) -> QueueFacts:
    """Count messages, and those above `limit` bytes (0: no limit), in lines of `postqueue -j`."""
    import json

    total = oversize = 0
    for line in lines:
        if total == most:
            return QueueFacts(total, oversize, complete=False)
        total += 1
        oversize += bool(limit) and json.loads(line).get("message_size", 0) > limit
    return QueueFacts(total, oversize)


def local(asking: Asking, ask: Ask) -> LocalFacts:
    """Answer Ask("local", …): Postfix asks the system for names, so /etc/hosts counts."""
    literal = ip_address(ask.subject)
    addresses = (literal,) if literal else resolved(ask.subject)
    own = own_addresses(asking.host)
    if not own:
        raise CannotAsk("the kernel does not tell this machine's addresses")
    return LocalFacts(addresses, tuple(address for address in addresses if address not in own))


def port_25(asking: Asking, _ask: Ask) -> PortFacts:
    """Answer Ask("port-25")."""
    held = listeners(asking.host, _SMTP)
    unseen = set(held.values())
    for pid in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) if held else ():
        mine = unseen & sockets_of(pid)
        unseen -= mine
        if mine and not _is_postfix(pid):
            program = (asking.host.files.read(f"/proc/{pid}/comm") or b"").decode(errors="replace").strip()
            return PortFacts(program, tuple(address for address, inode in held.items() if inode in mine))
    if unseen:
        raise CannotAsk("which program listens on port 25 is not told to this user")
    return PortFacts()


def _is_postfix(pid: int) -> bool:
    try:
        return "/postfix/" in os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return False


def space(_asking: Asking, ask: Ask) -> SpaceFacts:
    """Answer Ask("space", …), of the nearest folder that exists."""
    path = ask.subject
    while not os.path.isdir(path) and path != "/":
        path = os.path.dirname(path)
    found = os.statvfs(path)
    return SpaceFacts(found.f_bavail * found.f_frsize)


def file(asking: Asking, ask: Ask) -> FileFacts:
    """Answer Ask("file", …)."""
    status = asking.host.files.status(ask.subject)
    return FileFacts(exists=True, mode=status.mode, owner=status.owner) if status else FileFacts(exists=False)


def table_entry(asking: Asking, ask: Ask) -> TableFacts:
    """Answer Ask("table-entry", …); the value that postmap(1) prints is dropped."""
    done = asking.host.commands.run(["postmap", "-q", ask.detail, ask.subject], timeout=asking.left())
    # postmap ends with 1 both for a missing entry and for an error, but says something only about the error.
    if done.code and done.err.strip():
        raise CannotAsk(f"postmap cannot read {ask.subject}: {done.err.strip().splitlines()[-1]}")
    return TableFacts(found=done.code == 0)
