"""A configuration made fit for a world: what cannot run there is taken out, so that it does not hold up the rest.

Nothing is taken out silently: each is told as "not rehearsed". Where Postfix logs is set, for there is no syslog.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sendoff.postfix import main_cf, master_cf, milters
from sendoff.rehearsal.configuration import Configuration

LOG = "/var/log/mail.log"
EMPTY = "/etc/postfix/sendoff-rehearsal-empty"
"""A table without entries, in the place of one that would be asked over a network or another program."""

_ALWAYS = {"maillog_file": LOG, "maillog_file_prefixes": "/var", "syslog_name": "postfix", "smtp_tls_loglevel": "1",
           "local_command_shell": "/bin/true"}  # fmt: skip
# A command of an alias must not run, and its mail counts as delivered to it: /bin/true takes all and does nothing.
_REMOTE = r"(?:proxy:)?(?:mysql|pgsql|ldap|tcp|socketmap|memcache|mongodb|nis|nisplus|netinfo):[^\s,}]+"
_LOCAL = ("mailbox_command", "mailbox_command_maps", "mailbox_transport", "mailbox_transport_maps",
          "fallback_transport", "fallback_transport_maps", "home_mailbox")  # fmt: skip
_FILTERS = ("content_filter", "smtpd_proxy_filter", *milters.SHARED)
_PAUSE = "_destination_rate_delay"
_SPOOLS = ("/var/mail", "/var/spool/mail")
_SOCKET = r"(?:lmtp|smtp):(?:unix:|\[?/).*"


class Adapted(NamedTuple):
    """The two files for the world, and what is not rehearsed, in words."""

    main_cf: str
    master_cf: str
    not_rehearsed: tuple[str, ...]


def adapt(configuration: Configuration) -> Adapted:
    """Return a configuration that runs in a world."""
    wanted, notes = dict(_ALWAYS), []
    for part in _PARTS:
        for name, value, note in part(configuration):
            wanted[name] = value
            notes.append(note)
    lines = "".join(f"{name} = {value}".rstrip() + "\n" for name, value in wanted.items())
    text = main_cf.without(configuration.main_cf, wanted)
    master, told = _master(configuration)
    text = text if not text or text.endswith("\n") else f"{text}\n"
    return Adapted(text + lines, master, tuple(dict.fromkeys(note for note in (*notes, *told) if note)))


_Part = Iterator[tuple[str, str, str]]
"""Parameter, its value in the world, and the note (empty: nothing is lost by it)."""


def _networks(configuration: Configuration) -> _Part:
    """Yield mynetworks where Postfix derives it from its interfaces, of which a world has others."""
    if configuration.networks and "mynetworks" not in main_cf.values(configuration.main_cf):
        yield "mynetworks", configuration.networks, ""


def _filters(configuration: Configuration) -> _Part:
    for name in _FILTERS:
        value = configuration.value(name)
        if not value:
            continue
        signer = milters.SOCKET in value
        others = re.sub(rf"\{{[^}}]*{re.escape(milters.SOCKET)}[^}}]*\}}", "", value).strip(", ")
        notes = [*(["DKIM signing"] if signer else []), *([f"{name} = {others}"] if others else [])]
        yield name, "", " and ".join(notes)


def _mailboxes(configuration: Configuration) -> _Part:
    for name in _LOCAL:
        if configuration.value(name):
            yield name, "", f"{name}: what comes to a local user counts as put into /var/mail"
    folder = configuration.value("mail_spool_directory")
    if folder and folder.rstrip("/") not in _SPOOLS:
        yield "mail_spool_directory", "/var/mail", "mail_spool_directory: mailboxes are in /var/mail"
    for name in ("virtual_transport", "local_transport"):
        value = configuration.value(name)
        if re.fullmatch(_SOCKET, value):
            yield name, "discard:", f"{name} = {value}: what comes there counts as delivered"


def _instances(configuration: Configuration) -> _Part:
    if configuration.value("multi_instance_directories"):
        yield "multi_instance_directories", "", "the other instances of Postfix"
        yield "multi_instance_wrapper", "", ""


def _logins(configuration: Configuration) -> _Part:
    if configuration.value("smtpd_sasl_auth_enable") == "yes":
        yield "smtpd_sasl_auth_enable", "no", "logins of SMTP clients (smtpd_sasl_auth_enable)"


def _policies(configuration: Configuration) -> _Part:
    values = [configuration.main_cf, configuration.master_cf]
    if any("check_policy_service" in value for value in values):
        yield "smtpd_policy_service_default_action", "DUNNO", "check_policy_service, where its server does not answer"
        yield "smtpd_policy_service_try_limit", "1", ""


def _pauses(configuration: Configuration) -> _Part:
    for name, value in main_cf.values(configuration.main_cf).items():
        if name.endswith(_PAUSE) and value.strip("0smh"):
            yield name, "0s", f"{name}: the pauses between deliveries"


def _tables(configuration: Configuration) -> _Part:
    for name, value in main_cf.values(configuration.main_cf).items():
        found = re.findall(_REMOTE, value)
        if found and name not in (*_FILTERS, *_LOCAL):
            changed = re.sub(_REMOTE, f"texthash:{EMPTY}", value)
            yield name, changed, f"{name}: {' '.join(found)} counts as empty"


_PARTS: tuple[Callable[[Configuration], _Part], ...] = (
    _networks, _filters, _mailboxes, _instances, _logins, _policies, _pauses, _tables,
)  # fmt: skip


def _master(configuration: Configuration) -> tuple[str, list[str]]:
    text, notes = configuration.master_cf, []
    lines: list[str | None] = list(text.split("\n"))
    for service in master_cf.services(text):
        if service.program != "pipe":
            continue
        if re.search(rf"\b{re.escape(service.name)}:?", _routing_texts(configuration)):
            notes.append(f"the program behind the transport {service.name}: what comes there counts as delivered")
        for number in service.lines:
            lines[number - 1] = None
        lines[service.lines[0] - 1] = f"{service.name} unix - n n - - discard"
    text = "\n".join(line for line in lines if line is not None)
    for name in _FILTERS:
        pattern = rf"-o\s+(?:{name}=\S+|\{{\s*{name}\s*=[^}}]+\}})"
        if re.search(pattern, text):
            notes.append(f"{name} in master.cf")
            text = re.sub(pattern, f"-o {name}=", text)
    text = re.sub(r"(-o\s+smtpd_sasl_auth_enable=)yes", r"\1no", text)
    text = re.sub(_REMOTE, f"texthash:{EMPTY}", text)
    if master_cf.find(text, "postlog", "unix-dgram") is None:
        text = text.rstrip("\n") + "\npostlog unix-dgram n - n - 1 postlogd\n"
    return text, notes


def _routing_texts(configuration: Configuration) -> str:
    """Return everything in which a transport may be named."""
    names = ("transport", "mailbox", "local_transport", "virtual_transport", "relay_transport", "content_filter")
    values = [v for name, v in main_cf.values(configuration.main_cf).items() if name.endswith(names)]
    entries = [value for table in configuration.tables.values() for value in table.values() if ":" in value]
    return "\n".join([*values, *entries])
