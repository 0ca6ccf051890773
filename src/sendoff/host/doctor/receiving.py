"""A small receiver on a loopback address, for one message of our own: what Postfix really sends is what it gets.

It stands only while the doctor waits, takes mail for one recipient and nothing else, and offers TLS with a certificate
made for the moment.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue
from typing import Self

from sendoff.host.errors import HostError

ADDRESS = "127.83.79.25"
"""Every address of 127/8 is this machine's, so Postfix can reach it; nobody else listens there."""

_PORT = 25
_SECONDS = 10.0
_LARGEST = 50_000_000
_LINE = 10_000
_NAME = "doctor.invalid"
_DATE = "%a, %d %b %Y %H:%M:%S +0000"


class Receiver:
    """Takes mail for `recipient` while it is entered. Raises HostError where the port cannot be had."""

    def __init__(self, recipient: str, port: int = _PORT) -> None:
        self._recipient = recipient.encode().lower()
        self._got: Queue[bytes] = Queue()
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._port = port

    def __enter__(self) -> Self:
        try:
            self._listener.bind((ADDRESS, self._port))
            self._listener.listen(5)
        except OSError as error:
            self._listener.close()
            raise HostError(
                f"no receiver of ours can listen at {ADDRESS} port {self._port}: {error.strerror}",
                "Run as root, on a server whose Postfix does not listen on all addresses; else send the message to a "
                "mailbox elsewhere, save it there, and judge it with --message FILE.",
            ) from None
        self._context = _context()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # A thread that waits in accept() is not woken by close() alone.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def wait(self, seconds: float) -> bytes | None:
        """Return the message as received, or None when nothing came in time."""
        try:
            return self._got.get(timeout=seconds)
        except Empty:
            return None

    def _serve(self) -> None:
        while True:
            try:
                connection, peer = self._listener.accept()
            except OSError:
                return
            connection.settimeout(_SECONDS)
            with contextlib.suppress(OSError, EOFError), _Dialogue(connection, peer[0], self._context) as talk:
                for message in talk.messages(self._recipient):
                    self._got.put(message)


class _Dialogue:
    """One connection."""

    def __init__(self, connection: socket.socket, peer: str, context: ssl.SSLContext) -> None:
        self._connection, self._peer, self._context = connection, peer, context
        self._file = connection.makefile("rb")
        self._hello, self._tls = b"", False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._connection.close()

    def messages(self, recipient: bytes) -> list[bytes]:
        """Talk to the end; return the messages that were handed over."""
        found: list[bytes] = []
        sender, meant = b"", False
        self._say(f"220 {_NAME} ESMTP")
        while line := self._line():
            verb, _, rest = line.partition(b" ")
            match verb.upper():
                case b"EHLO" | b"HELO":
                    self._hello = rest
                    self._say(*self._offers())
                case b"STARTTLS" if not self._tls:
                    self._say("220 go on")
                    self._start_tls()
                case b"MAIL":
                    sender, meant = _between(rest), False
                    self._say("250 ok")
                case b"RCPT":
                    meant = meant or _between(rest).lower() == recipient
                    self._say("250 ok" if meant else "550 5.1.1 not here")
                case b"DATA" if meant:
                    self._say("354 go on")
                    found.append(self._stamp(sender) + self._data())
                    self._say("250 2.0.0 taken")
                case b"QUIT":
                    self._say("221 bye")
                    break
                case b"RSET" | b"NOOP":
                    self._say("250 ok")
                case _:
                    self._say("503 5.5.1 not now")
        return found

    def _offers(self) -> tuple[str, ...]:
        offers = [_NAME, f"SIZE {_LARGEST}", "8BITMIME", "SMTPUTF8", *([] if self._tls else ["STARTTLS"])]
        return (*(f"250-{offer}" for offer in offers[:-1]), f"250 {offers[-1]}")

    def _start_tls(self) -> None:
        self._file.close()
        self._connection = self._context.wrap_socket(self._connection, server_side=True)
        self._file, self._tls = self._connection.makefile("rb"), True

    def _stamp(self, sender: bytes) -> bytes:
        protocol = "ESMTPS" if self._tls else "ESMTP"
        now = datetime.now(UTC).strftime(_DATE)
        hop = f" ([{self._peer}])\r\n\tby {_NAME} with {protocol};\r\n\t{now}\r\n"
        return b"Return-Path: <" + sender + b">\r\nReceived: from " + self._hello + hop.encode()

    def _data(self) -> bytes:
        taken, size = [], 0
        while (line := self._file.readline()) != b".\r\n":
            size += len(line)
            if not line or size > _LARGEST:
                raise EOFError
            taken.append(line[1:] if line.startswith(b".") else line)
        return b"".join(taken)

    def _line(self) -> bytes:
        return self._file.readline(_LINE).rstrip(b"\r\n")

    def _say(self, *lines: str) -> None:
        self._connection.sendall("".join(f"{line}\r\n" for line in lines).encode())


def _between(text: bytes) -> bytes:
    return text.partition(b"<")[2].partition(b">")[0]


def _context() -> ssl.SSLContext:
    """Return TLS with a certificate of an hour."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pem")
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context
