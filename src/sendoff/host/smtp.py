"""A conversation with an SMTP server, with a deadline over all of it (RFC 5321)."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_MAX_REPLY = 64 * 1024
_CODE_LENGTH = 3


class NoAnswer(Exception):
    """The server did not answer, or not with SMTP; the text says what happened."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its code and the texts of its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether the reply is positive."""
        return self.code < 400  # noqa: PLR2004 - RFC 5321, 4.2.1

    @property
    def text(self) -> str:
        """Return the reply as one line, the code first."""
        return f"{self.code} {' '.join(self.lines)}"


class Dialogue:
    """A connection; use it as a context manager. Everything in it must end within `seconds`.

    Raises:
        NoAnswer: connecting failed; every method raises it when the server stops to answer.
    """

    def __init__(self, address: str, port: int = 25, seconds: float = 5.0, source: str = "") -> None:
        self._deadline = time.monotonic() + seconds
        self._buffer = b""
        try:
            self._socket = socket.create_connection((address, port), seconds, (source, 0) if source else None)
        except OSError as error:
            raise NoAnswer(f"no connection to {address} port {port}: {_reason(error)}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.ask("QUIT")
        except NoAnswer:
            pass
        finally:
            self._socket.close()

    def greeting(self) -> Reply:
        """Return the server's greeting."""
        return self._reply("the greeting")

    def ask(self, command: str) -> Reply:
        """Send a command and return the reply."""
        if "\r" in command or "\n" in command:
            raise ValueError("a command is one line")
        self._send(command.encode() + b"\r\n", command)
        return self._reply(command)

    def ehlo(self, name: str) -> Mapping[str, str]:
        """Return what the server can do: EHLO keywords in capitals with their values."""
        reply = self.ask(f"EHLO {name}")
        if not reply.ok:
            raise NoAnswer(f"EHLO was answered with {reply.text}")
        words = (line.partition(" ") for line in reply.lines[1:])
        return {keyword.upper(): value for keyword, _, value in words}

    def starttls(self) -> bytes:
        """Start TLS, whatever the certificate, and return that certificate (DER)."""
        reply = self.ask("STARTTLS")
        if not reply.ok:
            raise NoAnswer(f"STARTTLS was answered with {reply.text}")
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        # The question is which certificate is served, not whether today's clients like its key.
        context.set_ciphers("ALL:@SECLEVEL=0")
        self._socket.settimeout(self._left("the TLS handshake"))
        try:
            secured = context.wrap_socket(self._socket)
        except OSError as error:
            raise NoAnswer(f"the TLS handshake failed: {_reason(error)}") from None
        self._socket, self._buffer = secured, b""
        return secured.getpeercert(binary_form=True) or b""

    def data(self, message: bytes) -> Reply:
        """Send a message (any line ends) after DATA was asked for, and return the reply."""
        lines = message.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
        stuffed = (b"." + line if line.startswith(b".") else line for line in lines)
        self._send(b"\r\n".join([*stuffed, b".", b""]), "the message")
        return self._reply("the message")

    def _left(self, subject: str) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"no answer to {subject} in time")
        return left

    def _send(self, data: bytes, subject: str) -> None:
        self._socket.settimeout(self._left(subject))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise NoAnswer(f"{subject} could not be sent: {_reason(error)}") from None

    def _reply(self, subject: str) -> Reply:
        lines: list[str] = []
        size = 0
        while True:
            line = self._line(subject)
            if not line[:_CODE_LENGTH].isdigit():
                raise NoAnswer(f"{subject} was answered with something that is not SMTP")
            lines.append(line[_CODE_LENGTH + 1 :])
            size += len(line)
            if line[_CODE_LENGTH : _CODE_LENGTH + 1] != "-":
                return Reply(int(line[:_CODE_LENGTH]), tuple(lines))
            if size > _MAX_REPLY:
                raise NoAnswer(f"{subject} was answered without end")

    def _line(self, subject: str) -> str:
        while b"\n" not in self._buffer:
            self._socket.settimeout(self._left(subject))
            try:
                part = self._socket.recv(4096)
            except TimeoutError:
                raise NoAnswer(f"no answer to {subject} in time") from None
            except OSError as error:
                raise NoAnswer(f"the connection broke at {subject}: {_reason(error)}") from None
            if not part:
                raise NoAnswer(f"the server closed the connection at {subject}")
            self._buffer += part
            if len(self._buffer) > _MAX_REPLY:
                raise NoAnswer(f"{subject} was answered without end")
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r").decode(errors="replace")


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return error.strerror or str(error)
