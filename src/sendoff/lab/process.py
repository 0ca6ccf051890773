"""Running commands in a world from outside: nsenter's command line, and an end to all of it when time is up."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from .model import LabError

At = Literal["server", "outside"]

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ENVIRONMENT = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}


def entering(pid: int, command: Sequence[str], at: At, user: Sequence[str], outside: Path) -> list[str]:
    """The command line that runs `command` in `/` of the world whose PID 1 is `pid` here.

    `user` is what `ids` says, or empty for root.
    """
    network = f"--net={outside}" if at == "outside" else "--net"
    enter = ["nsenter", f"--target={pid}", network, "--mount", "--pid", "--uts", "--ipc", "--root", "--wd"]
    become = ["setpriv", *user, "--init-groups"] if user else []
    return [*enter, "--", *become, *command]


def ids(passwd: Path, user: str) -> list[str]:
    """The options of setpriv for a user of the world. Raises LabError if there is none of that name."""
    for line in passwd.read_text().splitlines():
        name, _, uid, gid, *_ = line.split(":")
        if name == user:
            return [f"--reuid={uid}", f"--regid={gid}"]
    raise LabError(f"no user {user} in the world")


def environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """The same on every machine, plus what is asked."""
    return _ENVIRONMENT | dict(extra or {})


def finish(process: subprocess.Popen[str], text: str | None, timeout: float) -> subprocess.CompletedProcess[str]:
    """Wait for the end. Raises subprocess.TimeoutExpired (with the output so far), having killed the whole group."""
    try:
        out, err = process.communicate(text, timeout)
    except subprocess.TimeoutExpired as expired:
        # nsenter's child would live on and hold the pipes
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        raise subprocess.TimeoutExpired(process.args, timeout, out, err) from expired
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


class CommandFailed(LabError):
    """A command in the world ended with an error; `done` has all."""

    def __init__(self, command: Sequence[str], done: subprocess.CompletedProcess[str]) -> None:
        said = f"{done.stdout or ''}{done.stderr or ''}".rstrip()
        super().__init__(f"{' '.join(command)}: exit {done.returncode}\n{said}")
        self.done = done


def checked(done: subprocess.CompletedProcess[str], command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """`done` itself. Raises CommandFailed unless it ended with 0."""
    if done.returncode != 0:
        raise CommandFailed(command, done)
    return done
