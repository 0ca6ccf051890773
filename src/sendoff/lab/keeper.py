"""The world's PID 1: builds it, starts its servers, keeps it, and takes all with it when it ends.

`python -m sendoff.lab.keeper`: one line of JSON on standard input says what to build; lines of JSON on standard
output say `{"pid": …}` (PID 1 as seen from outside), then `{"ready": true}` or `{"error": …}`. Standard input
then stays open as long as the world is wanted: at its end, also when the other side is killed, PID 1 exits and
the kernel kills every process and takes down every mount of the world.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any, NoReturn

from . import debian, kernel, layout, network, resolver
from .copy import Copy

_NAMESPACES = kernel.NEW_MOUNT | kernel.NEW_UTS | kernel.NEW_IPC | kernel.NEW_PID | kernel.NEW_NET
_DEADLINE = 15.0  # seconds for everything; it usually takes less than one


def main() -> NoReturn:
    """Become the guard and the parent of PID 1."""
    spec = json.loads(sys.stdin.readline())
    try:
        kernel.unshare(_NAMESPACES)
    except OSError as error:
        _say(error=str(error))
        os._exit(1)
    pid = os.fork()
    if pid == 0:
        _keep(spec)
    _say(pid=pid)
    os.waitpid(pid, 0)
    os._exit(0)


def _keep(spec: dict[str, Any]) -> NoReturn:
    kernel.die_with_parent()
    os.chdir("/")
    os.umask(0o022)
    try:
        _build(spec)
        _say(ready=True)
    except debian.NotStarted as error:
        _say(error=str(error), postfix=True)
        os._exit(1)
    except Exception as error:  # noqa: BLE001 - all of it is told
        _say(error=f"{error}\n{traceback.format_exc()}")
        os._exit(1)
    _reap_for_ever()


def _build(spec: dict[str, Any]) -> None:
    copy = Copy.from_json(spec["copy"]) if spec["copy"] else None
    receivers = _Child()
    receivers.start(spec)
    socket.sethostname(spec["hostname"])
    layout.build(spec, copy)
    receivers.wait("its network namespace")
    layout.OUTSIDE.touch()
    kernel.bind(f"/proc/{receivers.pid}/ns/net", str(layout.OUTSIDE))
    network.connect(receivers.pid, spec["addresses"], ipv6=copy is None or copy.ipv6)
    receivers.go()
    unbound = None if copy else resolver.start()
    _postfix(copy, spec["main_cf"], spec["start"])
    receivers.wait("listening")
    if unbound is not None:
        _wait_for_resolver(unbound.poll)
        resolver.Resolver(resolver.SOCKET).add(*spec["zones"])


def _postfix(copy: Copy | None, main_cf: str | None, start: bool) -> None:
    if copy is not None:
        debian.configure_copy(copy)
    elif main_cf is None:
        debian.forget()
        return
    else:
        debian.configure(main_cf)
    if start:
        debian.start()


class _Child:
    """The receivers' process: forked early, so that its imports run while the files are laid out."""

    def start(self, spec: dict[str, Any]) -> None:
        self._ready, ready = os.pipe()
        go, self._go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _receive(spec, ready, go)
        os.close(ready)
        os.close(go)

    def go(self) -> None:
        os.write(self._go, b"+")

    def wait(self, what: str) -> None:
        readable, _, _ = select.select([self._ready], [], [], _DEADLINE)
        if not readable or not os.read(self._ready, 1):
            log = layout.HOME / "receivers.log"
            raise OSError(f"the receivers' process did not get to {what}:\n{log.read_text() if log.exists() else ''}")


def _receive(spec: dict[str, Any], ready: int, go: int) -> NoReturn:
    try:
        kernel.unshare(kernel.NEW_NET)
        os.write(ready, b"+")
        from . import reception

        os.read(go, 1)
        log = os.open(layout.HOME / "receivers.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        network.open_outside(spec["addresses"], ipv6=not spec["copy"] or spec["copy"]["ipv6"])
        reception.serve(spec["receivers"], ready, resolver.lines_of(spec["zones"]) if spec["copy"] else None)
    except BaseException:  # noqa: BLE001 - a forked process has nowhere to raise to
        traceback.print_exc()
    os._exit(1)


def _wait_for_resolver(ended: Any) -> None:
    deadline = time.monotonic() + _DEADLINE
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                return probe.connect(str(resolver.SOCKET))
        except OSError:
            if ended() is not None or time.monotonic() > deadline:
                raise OSError("unbound did not start:\n" + (layout.HOME / "unbound.log").read_text()) from None
        time.sleep(0.005)


def _reap_for_ever() -> NoReturn:
    """Sleep until standard input ends. The kernel reaps: as PID 1 we inherit every orphan."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _reap_the_dead()
    while os.read(0, 4096):
        pass
    os._exit(0)


def _reap_the_dead() -> None:
    """Those who died before the kernel was told to reap."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _say(**what: Any) -> None:
    try:
        os.write(1, json.dumps(what).encode() + b"\n")
    except BrokenPipeError:  # whoever wanted this world is gone, and the kernel ends it
        os._exit(1)


if __name__ == "__main__":
    main()
