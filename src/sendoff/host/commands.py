"""Running programs: with a deadline, without a shell, in the C locale."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sendoff.host.errors import HostError

if TYPE_CHECKING:
    import subprocess

_POLL = 0.02

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
"""Postfix's programs live in /usr/sbin, which a user's PATH may lack."""


class Done(NamedTuple):
    """How a program ended: exit status and what it printed."""

    code: int
    out: str
    err: str


class Commands(Protocol):
    """Runs programs."""

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | bytes | None = None,  # noqa: A002 - as in subprocess.run
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a program to its end (`timeout` in seconds).

        Raises:
            HostError: it is missing, or did not end in time (it is killed then).
        """
        ...

    def on_terminal(self, argv: Sequence[str], timeout: float = 60.0) -> Done:
        """Run one of Postfix's commands on a terminal of its own; what it said is in `out`, on one line.

        Without a terminal these commands give their reasons to the log only. The program has a session of its
        own: it ends its work even when this process is killed.
        """
        ...

    def detach(self, argv: Sequence[str]) -> None:
        """Start a program in a session of its own, which goes on when this process is killed."""
        ...


class RealCommands:
    """Runs programs on this machine."""

    def run(
        self,
        argv: Sequence[str],
        *,
        input: str | bytes | None = None,  # noqa: A002 - as in subprocess.run
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> Done:
        """See `Commands.run`."""
        import subprocess  # start-up: a plan with nothing to do runs no program

        data = input.encode() if isinstance(input, str) else input or b""
        try:
            done = subprocess.run(
                argv, input=data, capture_output=True, timeout=timeout, check=False, env=environment(env)
            )
        except FileNotFoundError:
            raise HostError(f"the program {argv[0]} is missing", f"Install the package that has {argv[0]}.") from None
        except PermissionError:
            raise HostError(f"the program {argv[0]} may not be run", "Run the command as root.") from None
        except subprocess.TimeoutExpired:
            raise HostError(
                f"{argv[0]} did not end within {timeout:g} s", "See what holds it up, then try again."
            ) from None
        return Done(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def on_terminal(self, argv: Sequence[str], timeout: float = 60.0) -> Done:
        """See `Commands.on_terminal`."""
        import subprocess  # start-up

        ours, theirs = os.openpty()
        os.set_blocking(ours, False)
        try:
            child = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                env=environment(None),
                start_new_session=True,
            )
            said = _listen(child, ours, timeout)
        except FileNotFoundError:
            raise HostError(f"the program {argv[0]} is missing", "Install Postfix.") from None
        finally:
            os.close(theirs)
            os.close(ours)
        if child.returncode is None:
            child.kill()
            child.wait()
            raise HostError(f"`{' '.join(argv)}` did not end within {timeout:g} s")
        return Done(child.returncode, _one_line(said), "")

    def detach(self, argv: Sequence[str]) -> None:
        """See `Commands.detach`."""
        import subprocess  # start-up

        null = subprocess.DEVNULL
        try:
            subprocess.Popen(
                argv,
                stdin=null,
                stdout=null,
                stderr=null,
                start_new_session=True,
                env=environment(None),
                close_fds=True,
            )
        except OSError as error:
            raise HostError(f"{argv[0]} cannot be started: {error.strerror}") from None


def _listen(child: subprocess.Popen[bytes], terminal: int, timeout: float) -> bytes:
    """Return what a program says on its terminal until it ends or time is up (seconds)."""
    said = b""
    deadline = time.monotonic() + timeout
    while child.poll() is None and time.monotonic() < deadline:
        said += _read(terminal)
        time.sleep(_POLL)
    return said + _read(terminal)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # nothing there yet, or the other side is closed
        return b""


def _one_line(said: bytes) -> str:
    lines = (line.strip() for line in said.decode(errors="replace").splitlines())
    return "; ".join(line for line in lines if line)


def environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """Return the environment for programs: the caller's, with a known PATH first and English messages."""
    return {**os.environ, "PATH": f"{PATH}:{os.environ.get('PATH', '')}", "LC_ALL": "C.UTF-8", **(extra or {})}
