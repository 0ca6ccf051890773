"""Postfix's own tools read what we write as we meant it (no daemon, a folder of its own)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sendoff.config.document import parse
from sendoff.config.settings import build, defaults
from sendoff.config.values.addresses import EnvelopeAddress
from sendoff.host.commands import environment
from sendoff.postfix import main_cf, master_cf, tables
from sendoff.postfix.compiled import Build, Compiled, Surroundings, compile_settings

POSTCONF = shutil.which("postconf", path=environment(None)["PATH"])
pytestmark = pytest.mark.skipif(POSTCONF is None, reason="Postfix's postconf and postmap are not installed")

HAND_MADE = """# comment
myhostname=old.example.net
mynetworks = 127.0.0.0/8
   # comment in between
\t192.0.2.0/24

    198.51.100.0/24
inet_interfaces
  = all
always_bcc = a@example.net,
\tb@example.net # no comment
relayhost = [old.example.net]
relayhost = [older.example.net]
recipient_delimiter\t=\t+"""
PASSWORDS = (
    "password",
    "#pa#ss#",
    ":pa::ss:",
    '"pa\'ss"',
    "pa\\ss\\",
    "$pa${ss}$$ $(x)",
    "pa  ss word",
    " leading",
    "p\u00e4ssw\u00f6rd-\u5bc6\u78bc",
    "%s%n%%",
    "[x]={y},",
    "\u00a0x\u00a0y",
    "x" * 5000,
)


@dataclass
class Postfix:
    """A configuration folder, and the tools that read it."""

    folder: Path

    def run(self, *argv: str) -> str:
        done = subprocess.run(argv, capture_output=True, check=False, env=environment(None), timeout=20)
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout.decode()

    def values(self) -> dict[str, str]:
        """Return what main.cf sets, as Postfix reads it, unexpanded."""
        lines = self.run("postconf", "-c", str(self.folder), "-n").split("\n")
        found = {name.strip(): value.strip() for name, _, value in (line.partition("=") for line in lines if line)}
        assert found.pop("config_directory") == str(self.folder)
        return found

    def lookup(self, reference: str, key: str) -> str | None:
        found = self.run("postmap", "-c", str(self.folder), "-q", key, reference)
        return found.removesuffix("\n") or None

    def compiled(self, document: dict[str, Any], main: str = "") -> Compiled:
        settings = build([parse("f", json.dumps(document).encode())])
        types = frozenset(self.run("postconf", "-c", str(self.folder), "-m").split())
        around = Surroundings(Build("3.7", types), "web1.example.net", True, main, "smtp unix - - n - - smtp\n")
        made = compile_settings(settings, around, str(self.folder))
        self.write(made)
        return made

    def write_main(self, text: str) -> None:
        path = self.folder / "main.cf"
        path.write_bytes(text.encode())
        os.utime(path, (0, 0))  # Postfix's tools wait until a file is some seconds old

    def write(self, made: Compiled) -> None:
        self.write_main(made.main_cf)
        (self.folder / "master.cf").write_bytes(made.master_cf.encode())
        for table in made.tables:
            (self.folder / table.name).write_bytes(table.text.encode())
            if table.indexed:
                self.run("postmap", "-c", str(self.folder), f"{table.type}:{self.folder / table.name}")


@pytest.fixture
def postfix(tmp_path: Path) -> Postfix:
    postfix = Postfix(tmp_path)
    postfix.write_main("")  # postconf does not answer without one
    (tmp_path / "master.cf").write_text("")
    return postfix


EVERY_KEY: dict[str, Any] = {
    "postfix::mynetworks": "127.0.0.0/8 2001:DB8::/32 192.0.2.7",
    "postfix::relayhost": "[SMTP.example.net]:submission",
    "postfix::envelope_from": "webserver@example.net",
    "postfix::smtp_fallback_relay": ["[fallback.example.net]", "[2001:db8::1]:587"],
    "postfix::inet_interfaces": ["127.0.0.1", "[::1]"],
    "postfix::message_size_limit": 2**63 - 1,
    "postfix::smtpd_tls_cert_file": "/etc/ssl/certs/web 1.pem",
    "postfix::smtpd_tls_key_file": "/etc/ssl/private/web#1=x.key",
    "postfix::smtputf8_enable": False,
    "postfix::smtp_sasl_password_maps": {"[smtp.example.net]:587": "user:password"},
    "sendoff::server_name": "web2.example.net",
}


@pytest.mark.parametrize(
    "main", ["", HAND_MADE, HAND_MADE.replace("\n", "\r\n")], ids=["empty", "hand-made", "windows"]
)
@pytest.mark.parametrize("document", [{}, EVERY_KEY], ids=["empty", "every-key"])
def test_postconf_reads_exactly_the_values_we_meant(postfix: Postfix, document: dict[str, Any], main: str) -> None:
    made = postfix.compiled(document, main)
    found = postfix.values()
    theirs = {n: v for n, v in main_cf.values(main).items() if n not in made.parameters}
    assert found == {**theirs, **made.parameters}


def test_we_read_a_hand_made_main_cf_as_postconf_does(postfix: Postfix) -> None:
    postfix.write_main(HAND_MADE)
    assert main_cf.values(HAND_MADE) == postfix.values()


def test_postconf_knows_our_service(postfix: Postfix) -> None:
    postfix.compiled({"postfix::relayhost": "[smtp.example.net]:465"})
    found = postfix.run("postconf", "-c", str(postfix.folder), "-M", f"{master_cf.RELAY}/unix")
    assert found.split()[:8] == [master_cf.RELAY, "unix", "-", "-", "n", "-", "-", "smtp"]
    assert "smtp_tls_wrappermode=$sendoff_relay_wrappermode" in found


@pytest.mark.parametrize("as_lines", [False, True], ids=["object", "lines"])
def test_every_password_comes_back_from_the_table(postfix: Postfix, as_lines: bool) -> None:
    hops = {f"[h{number}.example.net]:587": password for number, password in enumerate(PASSWORDS)}
    given: Any = {hop: f"user:{password}" for hop, password in hops.items()}
    if as_lines:
        given = "\n".join(f"{hop}\t{value}" for hop, value in given.items())
    made = postfix.compiled({"postfix::smtp_sasl_password_maps": given})
    reference = made.parameters["smtp_sasl_password_maps"]
    found = {hop: postfix.lookup(reference, hop) for hop in hops}
    assert found == {hop: f"user:{password}" for hop, password in hops.items()}


def test_next_hop_is_found_in_the_tables_as_postfix_asks_for_it(postfix: Postfix) -> None:
    made = postfix.compiled({**EVERY_KEY, "postfix::smtp_sasl_password_maps": {"[SMTP.Example.Net]:submission": "u:p"}})
    hop = postfix.values()["relayhost"]
    assert postfix.lookup(made.parameters["smtp_sasl_password_maps"], hop) == "u:p"
    assert postfix.lookup(made.parameters["smtp_tls_policy_maps"], hop) == "secure"
    assert postfix.lookup(made.parameters["smtp_sasl_password_maps"], "[smtp.example.net]") is None


def test_envelope_sender_matches_addresses_and_not_the_null_sender(postfix: Postfix) -> None:
    reference = postfix.compiled({"postfix::envelope_from": "webserver@example.net"}).parameters[
        "sender_canonical_maps"
    ]
    for sender in ("www-data@web1.example.net", "a b@example.net", "x+y=z@[192.0.2.1]", "\u00fc@example.net", "a@b"):
        assert postfix.lookup(reference, sender) == "webserver@example.net"
    for sender in ('""', "root", "MAILER-DAEMON", "@example.net"):
        assert postfix.lookup(reference, sender) is None


@pytest.mark.parametrize("local", ["a$b", "$1", "${1}", "$$", "a'b", "a&b", "{x}", "a#b", "/x/", "\u00fc", "a%b"])
def test_local_part_survives_the_regexp_table(postfix: Postfix, local: str) -> None:
    address = EnvelopeAddress(local, "example.net")
    (table,) = tables.tables(defaults()._replace(envelope_from=address), {"regexp"})
    (postfix.folder / table.name).write_text(table.text, encoding="utf-8")
    assert postfix.lookup(table.reference(str(postfix.folder)), "x@example.org") == str(address)


@pytest.mark.parametrize("interfaces", ["127.0.0.1", "loopback-only", "all"])
def test_postconf_has_nothing_to_warn_about(postfix: Postfix, interfaces: str) -> None:
    postfix.compiled({**EVERY_KEY, "postfix::inet_interfaces": interfaces}, HAND_MADE)
    argv = ("postconf", "-c", str(postfix.folder), "-n")
    done = subprocess.run(argv, capture_output=True, check=False, env=environment(None), timeout=20)
    # Newer versions warn of the administrator's own "# no comment" behind a value.
    warnings = [line for line in done.stderr.decode().splitlines() if "#comment after other text" not in line]
    assert (done.returncode, warnings) == (0, [])
