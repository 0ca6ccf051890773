"""From an order to a running keeper process, and its end."""

from __future__ import annotations

import dataclasses
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from . import available, certificates, debian, process
from .copy import Copy
from .model import LabError, LabUnavailable, PostfixFailed, Receiver
from .network import SERVER, SERVER6

_DEADLINE = 30.0  # seconds
_WIRED = (SERVER, SERVER6)


@dataclass(frozen=True)
class Order:
    """What kind of world is wanted; the fields are those of `World`."""

    hostname: str
    zones: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    postfix: str
    start: bool
    mailname: str | None
    copy: Copy | None = None


@dataclass(frozen=True)
class Life:
    """A running world: the guard process with the pipes to it, and the outer PID of the world's PID 1."""

    guard: subprocess.Popen[bytes]
    to: IO[bytes]
    answers: IO[bytes]
    pid: int = 0

    def end(self) -> None:
        """Close the keeper's standard input and wait until the kernel has taken the world down."""
        self.to.close()
        self.answers.close()
        try:
            self.guard.wait(10)
        except subprocess.TimeoutExpired:
            self.guard.kill()
            self.guard.wait()


def bring_up(order: Order) -> Life:
    """Returns when mail can flow. Raises LabUnavailable or LabError."""
    available.require(unbound=order.copy is None)
    (spec, to), (answers, answer) = os.pipe(), os.pipe()
    guard = subprocess.Popen(
        [sys.executable, "-m", "sendoff.lab.keeper"], stdin=spec, stdout=answer, cwd="/",
        env=process.environment({"PYTHONPATH": python_path()}), start_new_session=True,
    )  # fmt: skip
    os.close(spec)
    os.close(answer)
    life = Life(guard, os.fdopen(to, "wb", buffering=0), os.fdopen(answers, "rb", buffering=0))
    try:
        life.to.write(json.dumps(_specification(order)).encode() + b"\n")
        return dataclasses.replace(life, pid=_pid(life.answers))
    except BaseException:
        life.end()
        raise


def python_path() -> str:
    """Where this very package is, so that the world runs the same."""
    return str(Path(__file__).parents[2])


def _specification(order: Order) -> dict[str, Any]:
    authority = certificates.authority()
    main_cf: str | None = order.postfix
    if order.copy is None and order.postfix == "debian":
        main_cf = debian.internet_site(order.hostname, order.mailname)
    return {
        "hostname": order.hostname,
        "mailname": order.mailname,
        "authority": authority.pem,
        "authority_hash": authority.subject_hash,
        "snakeoil": dataclasses.asdict(certificates.issue(order.hostname, "self-signed")),
        "receivers": [_receiver(receiver) for receiver in order.receivers],
        "zones": order.zones,
        "main_cf": None if order.postfix == "absent" else main_cf,
        "start": order.start,
        "copy": order.copy and order.copy.to_json(),
        "addresses": [address for address in order.copy.addresses if address not in _WIRED] if order.copy else [],
    }


def _receiver(receiver: Receiver) -> dict[str, Any]:
    pem = ""
    if receiver.tls != "none":
        pair = certificates.issue(receiver.host_name, receiver.certificate, receiver.names)
        pem = pair.certificate + pair.key
    return {"receiver": receiver.to_json(), "pem": pem}


def _pid(answers: IO[bytes]) -> int:
    """The keeper's PID, once it says that it is ready."""
    said: dict[str, Any] = {}
    for line in _lines(answers):
        said |= json.loads(line)
        if "error" in said:
            text = said["error"]
            if "postfix" in said:
                raise PostfixFailed(text)
            raise LabUnavailable(f"no namespaces here: {text}") if "pid" not in said else LabError(text)
        if "ready" in said and "pid" in said:
            return int(said["pid"])
    raise LabError("the keeper ended without a word")


def _lines(answers: IO[bytes]) -> Iterator[bytes]:
    deadline, text = time.monotonic() + _DEADLINE, b""
    while True:
        readable, _, _ = select.select([answers], [], [], max(0.0, deadline - time.monotonic()))
        if not readable:
            raise LabError(f"the world is not ready after {_DEADLINE:g} s")
        part = os.read(answers.fileno(), 65536)
        if not part:
            return
        *complete, text = (text + part).split(b"\n")
        yield from complete
