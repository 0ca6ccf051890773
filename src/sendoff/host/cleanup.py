"""Postfix's cleanup(8) service, spoken to as Postfix's own programs do (post_mail(3), Postfix 3.6 to 3.11).

The server announces its protocol and the queue id; the client sends flags and the message as queue file
records; the server answers with a status. Attributes are names and values, each ended by a zero byte, with an
empty name at the end; a record is its type, its length in 7-bit groups, and its data.
"""

from __future__ import annotations

import socket
import time

from sendoff.host.errors import HostError

_MAP_ADDRESSES = 1 << 5
"""CLEANUP_FLAG_MASK_INTERNAL: addresses are rewritten as for any mail; filters and milters are passed by."""

_ADDRESS_PROBE = 1 << 8
"""DEL_REQ_FLAG_MTA_VRFY: delivery ends before DATA, the result goes to verify(8) and the log, nothing comes back."""

_STATUS = {1 << 1: "it cannot write a queue file (is the disk full?)", 1 << 6: "no recipient"}
_PROTOCOL = "cleanup_protocol"
_MAX_ANSWER = 64 * 1024
_PATIENCE, _POLL = 5.0, 0.05


def post_probe(queue_directory: str, sender: str, recipient: str, timeout: float) -> str:
    """Queue an address probe and return its queue id; needs root. No mail comes of it.

    Raises:
        HostError: cleanup cannot be reached, does not answer within `timeout` seconds, or refuses.
    """
    path = f"{queue_directory}/public/cleanup"
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        try:
            _connect(connection, path, time.monotonic() + min(timeout, _PATIENCE))
            announced = _attributes(connection)
            if announced.get("protocol") != _PROTOCOL:
                raise HostError(f"Postfix's cleanup service speaks another protocol: {announced.get('protocol')}")
            connection.sendall(f"flags\0{_MAP_ADDRESSES}\0\0".encode() + _message(sender, recipient))
            answered = _attributes(connection)
        except TimeoutError:
            raise HostError(f"Postfix's cleanup service does not answer within {timeout:g} s") from None
        except OSError as error:
            raise HostError(f"Postfix's cleanup service cannot be reached ({path}): {error.strerror}") from None
    status = answered.get("status", "")
    if status != "0":
        told = answered.get("reason") or _STATUS.get(int(status or 0)) or f"status {status or 'none'}"
        raise HostError(f"Postfix's cleanup service takes no mail: {told}")
    return announced["queue_id"]


def _connect(connection: socket.socket, path: str, deadline: float) -> None:
    """Connect; for a moment after a restart the socket's file is there, and nobody listens yet."""
    while True:
        try:
            return connection.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            if time.monotonic() > deadline:
                raise
        time.sleep(_POLL)


def _message(sender: str, recipient: str) -> bytes:
    now = time.time()
    headers = ("Received: by localhost (sendoff address probe)", "Subject: address probe", "", "Not to be delivered.")
    records = [
        ("T", f"{int(now)} {int(now % 1 * 1e6)}"),
        ("A", "log_message_origin=local"),
        ("A", f"trace_flags={_ADDRESS_PROBE}"),
        ("S", sender),
        ("R", recipient),
        ("M", ""),
        *(("N", line) for line in headers),
        ("X", ""),
        ("E", ""),
    ]
    return b"".join(_record(kind, text.encode()) for kind, text in records)


def _record(kind: str, data: bytes) -> bytes:
    length, rest = bytearray(), len(data)
    while rest > 0x7F:  # noqa: PLR2004 - seven bits a byte, the highest says that more follow
        length.append(rest & 0x7F | 0x80)
        rest >>= 7
    length.append(rest)
    return kind.encode() + bytes(length) + data


def _attributes(connection: socket.socket) -> dict[str, str]:
    """Read one list of attributes."""
    data = b""
    while not _is_whole(data):
        part = connection.recv(4096)
        if not part or len(data) > _MAX_ANSWER:
            raise ConnectionResetError(0, "it closed the connection")
        data += part
    fields = data.decode(errors="replace").split("\0")
    return dict(zip(fields[:-2:2], fields[1:-2:2], strict=False))


def _is_whole(data: bytes) -> bool:
    """Tell whether a list is complete: an even number of fields and then an empty name."""
    fields = data.split(b"\0")
    return len(fields) % 2 == 0 and fields[-1] == b"" and fields[-2] == b"" and len(fields) > 1
