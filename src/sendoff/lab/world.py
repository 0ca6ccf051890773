"""A private network with a real Postfix, a real resolver and real receivers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import birth, debian, network, process
from .copy import Copy
from .inbox import POLL, Inbox
from .layout import OUTSIDE
from .model import LabTimeout, Receiver, Refused, Reply, positive
from .process import At
from .resolver import SOCKET, Resolver


class World:
    """Use as a context manager: entered, it runs; left (or its process killed), nothing of it remains.

    hostname: the server's own name, with or without a domain. zones: DNS records as zone file lines.
    postfix: "debian" (as Debian's package configures an Internet Site), "absent" (installed, not configured),
    or the text of a main.cf. start: whether Postfix runs. mailname: /etc/mailname; with "debian" by default the
    host name if it has a domain, "" for none. copy: the server is made like this machine, whose host name it then
    should have; mailname and postfix do not count then, and the resolver is the world's own, whose names do not change.
    Raises LabUnavailable where no world can be, LabError where one fails to start.
    """

    def __init__(
        self, hostname: str = "web1.example.com", *, zones: Sequence[str] = (), receivers: Sequence[Receiver] = (),
        postfix: str = "debian", start: bool = True, mailname: str | None = None, copy: Copy | None = None,
    ) -> None:  # fmt: skip
        self.hostname = hostname
        self._receivers = receivers
        if mailname is None and postfix == "debian" and "." in hostname:
            mailname = hostname
        self._order = birth.Order(hostname, tuple(zones), tuple(receivers), postfix, start, mailname or None, copy)
        self._life: birth.Life | None = None

    def __enter__(self) -> Self:
        self._life = birth.bring_up(self._order)
        if self._order.copy is None:
            self.dns = Resolver(self.path(str(SOCKET)))
        self._inboxes = {r.name: Inbox(r, lambda path: self.path(str(path)), self.situation) for r in self._receivers}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End everything in the world. Its files are gone with it."""
        if self._life is not None:
            self._life.end()
            self._life = None

    @property
    def pid(self) -> int:
        """The world's PID 1, as seen from here."""
        if self._life is None:
            raise RuntimeError("the world is not running; use it with `with`")
        return self._life.pid

    def path(self, inside: str | Path) -> Path:
        """A path of the world, to read and write from here. Absolute symbolic links lead out of the world."""
        return Path(f"/proc/{self.pid}/root", str(inside).lstrip("/"))

    # running things

    def popen(
        self, command: Sequence[str], *, at: At = "server", user: str | None = None,
        env: Mapping[str, str] | None = None, **options: Any,
    ) -> subprocess.Popen[str]:  # fmt: skip
        """Start a command in the world, by default with pipes of text; `at` chooses its network, cwd is `/`."""
        become = process.ids(self.path("/etc/passwd"), user) if user else ()
        line = process.entering(self.pid, command, at, become, self.path(OUTSIDE))
        pipe = subprocess.PIPE
        options = {"stdin": pipe, "stdout": pipe, "stderr": pipe, "text": True, "start_new_session": True} | options
        return subprocess.Popen(line, env=process.environment(env), **options)

    def run(
        self, command: Sequence[str], *, check: bool = True,
        input: str | None = None, timeout: float = 30,  # noqa: A002 - as in subprocess.run
        at: At = "server", user: str | None = None, env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """Run a command to its end. Raises CommandFailed (if `check`), subprocess.TimeoutExpired after seconds."""
        done = process.finish(self.popen(command, at=at, user=user, env=env), input, timeout)
        return process.checked(done, command) if check else done

    def python(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run this interpreter with this checkout in the world; options as for `run`."""
        env = {"PYTHONPATH": birth.python_path()} | dict(options.pop("env", None) or {})
        return self.run([sys.executable, *arguments], env=env, **options)

    def sendoff(self, *arguments: str, check: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run `sendoff` as it is in this checkout; options as for `run`, timeout 60 seconds."""
        return self.python("-m", "sendoff", *arguments, check=check, **({"timeout": 60} | options))

    # mail

    def submit_smtp(
        self, mail_from: str, rcpt_to: str | Sequence[str], data: str, *, source: str = network.TRUSTED,
        to: tuple[str, int] = (network.SERVER, 25), options: Sequence[str] = (), helo: str = "client.example.test",
        starttls: bool = False, timeout: float = 10,
    ) -> list[Reply]:  # fmt: skip
        """Hand in a message by SMTP from `source` (loopback or the server's own address: from the server itself).

        Returns every reply. Raises Refused at the first that is not positive; code 0 is a broken connection.
        """
        recipients = [rcpt_to] if isinstance(rcpt_to, str) else list(rcpt_to)
        order = {
            "source": source, "to": to, "helo": helo, "starttls": starttls, "timeout": timeout,
            "mail_from": mail_from, "rcpt_to": recipients, "options": list(options),
            "data": re.sub(r"\r?\n", "\r\n", data),
        }  # fmt: skip
        own = source.startswith("127.") or source in ("::1", network.SERVER, network.SERVER6)
        at: At = "server" if own else "outside"
        done = self.python("-m", "sendoff.lab.client", input=json.dumps(order), at=at, timeout=timeout + 20)
        replies = [Reply(*reply) for reply in json.loads(done.stdout)]
        if not positive(replies[-1].code):
            raise Refused(replies)
        return replies

    def submit_sendmail(self, arguments: Sequence[str], data: str, *, user: str | None = None) -> None:
        """Hand in a message by sendmail(1). Raises CommandFailed with what it said."""
        self.run(["sendmail", *arguments], input=data, user=user)

    def play(
        self, acts: Sequence[Mapping[str, Any]], *, at: At = "server", timeout: float = 60
    ) -> list[dict[str, Any]]:
        """Hand in many messages at once; acts and results are those of `sendoff.lab.player`."""
        if not acts:
            return []
        done = self.python("-m", "sendoff.lab.player", input=json.dumps(acts), at=at, timeout=timeout)
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results

    def receiver(self, name: str) -> Inbox:
        """What the receiver of that name got, and how to change it."""
        return self._inboxes[name]

    def mailbox(self, user: str) -> str:
        """The local mailbox, empty if there is none yet."""
        return self._text(f"/var/mail/{user}")

    # what is going on

    def log(self) -> str:
        """The mail log so far."""
        return self._text(debian.MAIL_LOG)

    def wait_log(self, pattern: str, timeout: float = 10) -> re.Match[str]:
        """The first match in the mail log, once there is one. Raises LabTimeout after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not (found := re.search(pattern, self.log(), re.MULTILINE)):
            if time.monotonic() > deadline:
                raise LabTimeout(f"no {pattern!r} in the mail log after {timeout:g} s\n{self.situation()}")
            time.sleep(POLL)
        return found

    def situation(self) -> str:
        """The mail log's last lines and the queue: what a failed test should show."""
        tail = "\n".join(self.log().splitlines()[-30:])
        queue = self.run(["mailq"], check=False)
        return f"--- mail log ---\n{tail}\n--- queue ---\n{queue.stdout}{queue.stderr}"

    def _text(self, path: str) -> str:
        try:
            return self.path(path).read_text("utf-8", "replace")
        except FileNotFoundError:
            return ""
