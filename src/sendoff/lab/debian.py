"""Postfix's files as Debian's package writes them for the answer "Internet Site"."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Container, Sequence
from pathlib import Path

from .copy import Copy
from .layout import HOME

CONFIGURATION = Path("/etc/postfix")
MAIL_LOG = "/var/log/mail.log"
_SHARED = Path("/usr/share/postfix")


class NotStarted(Exception):
    """Postfix, or one of its tools, ended with an error; the text has its words."""


def internet_site(hostname: str, mailname: str | None) -> str:
    """main.cf's text. `hostname` and `mailname` are what the package found; without a mailname no myorigin is set."""
    template = (_SHARED / "main.cf.debian").read_text()
    tls = _SHARED / "main.cf.tls"
    settings = {
        "smtpd_relay_restrictions": "permit_mynetworks permit_sasl_authenticated defer_unauth_destination",
        "myhostname": hostname,
        "alias_maps": "hash:/etc/aliases",
        "alias_database": "hash:/etc/aliases",
        **({"myorigin": "/etc/mailname"} if mailname else {}),
        "mydestination": _destinations(hostname, mailname),
        "relayhost": "",
        "mynetworks": "127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128",
        "mailbox_size_limit": "0",
        "recipient_delimiter": "+",
        "inet_interfaces": "all",
        "inet_protocols": "all",
        "maillog_file": MAIL_LOG,  # ours: without syslog nothing would be seen
    }
    own = "".join(f"{name} = {value}".rstrip() + "\n" for name, value in settings.items())
    return _without(template + (tls.read_text() if tls.exists() else ""), settings) + own


def configure(main_cf: str) -> None:
    """Write the configuration into the world (runs inside) and build the alias table."""
    _write(CONFIGURATION / "main.cf", main_cf)
    original = _SHARED / "master.cf.dist"
    if original.exists():
        _write(CONFIGURATION / "master.cf", original.read_text())
    _run("postalias", "/etc/aliases")


def configure_copy(copy: Copy) -> None:
    """Write the configuration of this machine's likeness into the world (runs inside) and build its tables."""
    _write(CONFIGURATION / "main.cf", copy.main_cf)
    _write(CONFIGURATION / "master.cf", copy.master_cf)
    for table in copy.tables:
        _run("postmap", table)
    if copy.aliases:
        _run("newaliases")


def forget() -> None:
    """The state after installation with the answer "No configuration"."""
    (CONFIGURATION / "main.cf").unlink(missing_ok=True)


def start() -> None:
    """Start Postfix; returns when its master is ready. Raises NotStarted with the reason, also from the mail log."""
    _run("postfix", "start")


def _write(file: Path, text: str) -> None:
    """Write a file that looks ten seconds old.

    Every Postfix program re-reads a younger one (about two seconds) until it has aged, against races with editors.
    """
    file.write_text(text, errors="surrogateescape")
    then = time.time() - 10
    os.utime(file, (then, then))


def _run(*command: str) -> None:
    # Not by pipes: the master would keep them open.
    said = HOME / "postfix.out"
    with said.open("wb") as out:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False).returncode
    if code != 0:
        log = Path(MAIL_LOG)
        reason = said.read_text() + (log.read_text() if log.exists() else "") or _on_terminal(command)
        raise NotStarted(f"`{' '.join(command)}` failed with {code}:\n{reason.strip()}")


def _on_terminal(command: Sequence[str]) -> str:
    """What a command that failed says when it fails again: without a terminal, some reasons go nowhere."""
    ours, theirs = os.openpty()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, check=False)
    os.set_blocking(ours, False)
    try:
        return os.read(ours, 65536).decode("utf-8", "replace")
    except BlockingIOError:
        return ""
    finally:
        os.close(ours)
        os.close(theirs)


def _without(text: str, names: Container[str]) -> str:
    """The package's `postconf -e` replaces what its template sets: twice would bring a warning from each daemon."""
    return "".join(line for line in text.splitlines(True) if line.partition("=")[0].strip() not in names)


def _destinations(hostname: str, mailname: str | None) -> str:
    domain = (mailname or hostname).partition(".")[2]
    names = ["$myhostname", mailname or "", hostname, f"localhost.{domain}" if domain else "", "localhost"]
    return ", ".join(dict.fromkeys(name for name in names if name))
