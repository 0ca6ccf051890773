"""`sendoff doctor` for one server and ten domains against `checkdmarc` on the same domains.

    .venv-test/bin/python benchmarks/doctor.py [--peer PYTHON]

Both ask a resolver on this machine that takes 10 ms for each answer, and both are whole processes. checkdmarc is not a
dependency: install it by hand (`python3 -m venv peer`, `peer/bin/pip install checkdmarc`), name its Python by --peer.
The domains are those of companies with mail providers: MX, SPF with includes, DMARC with reports. sendoff asks for the
same, and for the server's names, for each address, and at the blocklists too; none of those knows these addresses.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# This file's own folder holds programs that are called as libraries are.
sys.path[:1] = [str(ROOT), str(ROOT / "src")]

from tests.rfc7208.name_server import NameServer, Records, txt  # noqa: E402

from benchmarks.pairs import compare, report  # noqa: E402 - after the paths

DOMAINS = [f"company{number}.example" for number in range(10)]
SERVER = "mail.company.example"
PAIRS = 5
DELAY_SECONDS = 0.01
WANTED = 5.0
_FAILED = 2

_PEER = """
import json, sys
import checkdmarc, dns.resolver
resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ["127.0.0.1"], int(sys.argv[1])
found = checkdmarc.check_domains(sys.argv[2:], resolver=resolver)
print(json.dumps({one["domain"]: one["spf"].get("record") for one in found}))
"""


def zone() -> dict[str, Records]:
    """Return what is published."""
    made: dict[str, Records] = {SERVER: [("A", "203.0.113.25"), txt("v=spf1 a -all")]}
    made["25.113.0.203.in-addr.arpa"] = [("PTR", f"{SERVER}.")]
    made["reports.example"] = [("MX", "10 mx.reports.example."), ("A", "203.0.113.4")]
    for number in range(3):
        blocks = [f"_b{part}.provider{number}.example" for part in range(2)]
        made[f"_spf.provider{number}.example"] = [txt(f"v=spf1 {' '.join(f'include:{b}' for b in blocks)} ~all")]
        for part, block in enumerate(blocks):
            made[block] = [txt(f"v=spf1 ip4:198.51.100.{number * 8 + part * 4}/30 ~all")]
    for number, domain in enumerate(DOMAINS):
        made |= company(number, domain)
    return made


def company(number: int, domain: str) -> dict[str, Records]:
    """Return what one domain publishes."""
    return {
        domain: [
            ("SOA", f"ns1.{domain}. hostmaster.{domain}. 1 3600 600 86400 300"),
            ("NS", f"ns1.{domain}."),
            ("MX", f"10 mx1.{domain}."),
            ("MX", f"20 mx2.{domain}."),
            txt(record(number)),
        ],
        f"ns1.{domain}": [("A", f"203.0.113.{100 + number}")],
        f"mx1.{domain}": [("A", f"203.0.113.{120 + number}"), ("AAAA", f"2001:db8::{120 + number}")],
        f"mx2.{domain}": [("A", f"203.0.113.{140 + number}")],
        f"_dmarc.{domain}": [txt("v=DMARC1; p=quarantine; rua=mailto:dmarc@reports.example")],
        f"{domain}._report._dmarc.reports.example": [txt("v=DMARC1")],
    }


def record(number: int) -> str:
    """Return a domain's SPF record."""
    return f"v=spf1 mx a:{SERVER} include:_spf.provider{number % 3}.example -all"


def timed(command: Sequence[str], good: Sequence[int], read: Callable[[Any], dict[str, str]]) -> float:
    """Run a program and return its seconds; what it printed must have every domain's SPF record."""
    started = time.perf_counter()
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    if done.returncode not in good:
        raise OSError(f"{command[0]} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    found = read(json.loads(done.stdout))
    if found != {domain: record(number) for number, domain in enumerate(DOMAINS)}:
        raise OSError(f"{command[0]} found other records: {found}")
    return seconds


def by_doctor(found: Any) -> dict[str, str]:
    """Return the SPF records that the doctor told, by their domains."""
    return {one["subject"]: one["answered"] for one in found["findings"] if one["id"] == "spf-record"}


def main() -> int:
    """Measure; 1 when the ratio misses what is wanted, 2 when checkdmarc is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", metavar="PYTHON", default=sys.executable, help="a Python that has checkdmarc")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        with NameServer(zone(), delay=DELAY_SECONDS) as server:
            print(server.port, flush=True)
            sys.stdin.read()
        return 0
    has = subprocess.run([arguments.peer, "-c", "import checkdmarc"], check=False, capture_output=True)
    if has.returncode:
        print(f"{arguments.peer} has no checkdmarc: install it by hand and name that Python by --peer", file=sys.stderr)
        return _FAILED
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        port = (server.stdout.readline() if server.stdout else "").strip()
        document = Path(folder, "server.json")
        document.write_text(json.dumps({"sendoff::server_name": SERVER}))
        options = [
            "--server",
            str(document),
            "--resolver",
            f"127.0.0.1:{port}",
            "--database",
            f"{folder}/none",
            "--json",
        ]
        ours = [str(ROOT / "bin/sendoff"), "doctor", *DOMAINS, *options]
        theirs = [arguments.peer, "-c", _PEER, port, *DOMAINS]
        measured = compare(lambda: timed(ours, (0, 2, 3), by_doctor), lambda: timed(theirs, (0,), dict), PAIRS)
        server.communicate()
    return 0 if report(("sendoff doctor", "checkdmarc"), "s", measured, WANTED) else 1


if __name__ == "__main__":
    sys.exit(main())
