"""A small world for cases: a ledger made of log lines, a name server, and a machine with a main.cf."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.rfc7208.name_server import NameServer, Records, txt

from sendoff.cli import case_command, command
from sendoff.host import Host
from sendoff.host.commands import RealCommands
from sendoff.host.files import RealFiles
from sendoff.host.ledger.writing import Writer
from sendoff.reputation.blocklist_names import proofs
from sendoff.reputation.blocklists import BLOCKLISTS

DAY, HOUR = 86_400.0, 3600.0
ADDRESS = "203.0.113.7"
HELO = "web1.example.net"
OLC = "outlook-com.olc.protection.outlook.com"
S3140 = (
    f"host {OLC}[198.51.100.1] said: 550 5.7.1 Unfortunately, messages from [{ADDRESS}] weren't sent. Please contact "
    "your Internet service provider since part of their network is on our block list (S3140). You can also refer your "
    "provider to http://mail.live.com/mail/troubleshooting.aspx#errors. (in reply to MAIL FROM command)"
)
ZONE: dict[str, Records] = {
    HELO: [("A", ADDRESS), txt("v=spf1 a -all")],
    "7.113.0.203.in-addr.arpa": [("PTR", f"{HELO}.")],
    "example.org": [
        ("MX", "10 mx.example.org."), txt(f"v=spf1 a:{HELO} -all"),
        ("SOA", "ns.example.org. hostmaster.example.org. 1 3600 600 86400 300"),
    ],
    "mx.example.org": [("A", "203.0.113.25")],
    "_dmarc.example.org": [txt("v=DMARC1; p=reject")],
}  # fmt: skip


def sound() -> dict[str, Records]:
    """Return a zone in which everything is as it should be, with living blocklists."""
    alive: dict[str, Records] = {
        name: [("A", "127.0.0.2")] for asked in BLOCKLISTS for what in asked.lists for name in proofs(asked, what)[0]
    }
    return {**alive, **ZONE}


class Machine(RealFiles):
    """This machine's files, but for some."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def read(self, path: str) -> bytes | None:
        if path.startswith(("/etc/postfix/", "/etc/sendoff/", "/var/lib/sendoff/")):
            return self._files.get(path)
        return super().read(path)

    def names(self, path: str) -> list[str]:
        return [] if path.startswith("/var/lib/sendoff") else super().names(path)


class World:
    """Log lines that become a ledger, and `sendoff case` beside it. Moments are seconds from `now`."""

    def __init__(self, folder: Path, server: NameServer, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.cases = folder, folder / "cases"
        self.database = str(folder / "ledger.db")
        self.now = time.time()
        self._server, self._capsys = server, capsys
        self._writer = Writer(self.database)
        self._lines: list[str] = []
        self._number = 0
        main_cf = f"myhostname = {HELO}\nmynetworks = 127.0.0.0/8\nsmtp_tls_security_level = may\n"
        self.host = Host(Machine({"/etc/postfix/main.cf": main_cf.encode()}), RealCommands())
        self.code = -1
        self.error = ""

    def mail(
        self, at: float, to: str, reply: str = "250 2.0.0 Ok", *, status: str = "bounced", relay: str = OLC,
        sender: str = "shop@example.org", uid: int = 33,
    ) -> None:  # fmt: skip
        """Log a mail with its only attempt."""
        self._number += 1
        queue_id = f"4B{self._number:05X}"
        for program, text in (
            ("pickup", f"{queue_id}: uid={uid} from=<{sender}>"),
            ("cleanup", f"{queue_id}: message-id=<{queue_id}@example.org>"),
            ("qmgr", f"{queue_id}: from=<{sender}>, size=900, nrcpt=1 (queue active)"),
            ("smtp", f"{queue_id}: to=<{to}>, relay={relay}[198.51.100.1]:25, delay=1, delays=0/0/0.5/0.5, "
                     f"dsn={'2.0.0' if status == 'sent' else '5.7.1'}, status={status} ({reply})"),
            ("qmgr", f"{queue_id}: removed"),
        ):  # fmt: skip
            self._lines.append(f"{_stamp(self.now + at)} web1 postfix/{program}[1]: {text}\n")

    def take(self) -> None:
        """Write down what was logged."""
        self._writer.take("log", "".join(self._lines).encode(), {}, self.now)
        self._lines.clear()

    def close(self) -> None:
        """Close the ledger."""
        self._writer.close()

    def text(self, *arguments: str) -> str:
        """Run `sendoff case` with these arguments; return what it prints."""
        self._capsys.readouterr()
        places = ["--database", self.database, "--cases", str(self.cases)]
        asking = ["--resolver", f"127.0.0.1:{self._server.port}", "--timeout", "5"] if "open" in arguments else []
        parsed = command.parser("case").parse_args([*arguments, *places, *asking])
        self.code = case_command.run(parsed, self.host)
        printed = self._capsys.readouterr()
        self.error = printed.err
        return printed.out

    def json(self, *arguments: str) -> Any:
        """Run it with --json; return what it prints."""
        return json.loads(self.text(*arguments, "--json"))

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Return every file of the cases with content and mode, to compare."""
        return {
            str(path.relative_to(self.folder)): (path.read_bytes() if path.is_file() else b"", path.stat().st_mode)
            for path in sorted(self.folder.rglob("cases*"))
            for path in (path, *sorted(path.rglob("*")))
        }


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
